import { beforeAll, describe, expect, it } from 'vitest'
import {
  boolean,
  choice,
  date,
  dateTime,
  decimal,
  integer,
  json,
  text,
  time,
} from '../../src/configuration.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { openConsole } from '../support/console.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, PASSWORD } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

/* The console where accounts have fields of their own, and no usernames. */

const fields = {
  city: text({ maxLength: 50 }),
  score: integer({ write: 'staff', null: true }),
  subscribed: boolean(),
  size: choice(['s', 'm', 'l']),
  born: date({ null: true }),
  invited_by: text({ write: 'registration' }),
  settings: json(),
}
const config = defineConfig({ usernames: false, loginField: 'email', fields })
const gatehouse = openGatehouse({}, { config })
const console = openConsole(gatehouse)

const register = async (email: string) => {
  const json = { email, password: PASSWORD }
  const response = await gatehouse.request('/auth/users/', { method: 'POST', json })
  return response.json<{ id: string }>()
}
const rowOf = async (id: string) => (await rowsOf('accounts')).find((row) => row.id === id)

let id: string
beforeAll(async () => {
  await makeStaff(await register('boss@example.com'))
  id = (await register('ada@example.com')).id
  expect(await console.signIn({ username: 'boss@example.com' })).toMatchObject({ status: 303 })
})

describe('the console without usernames', () => {
  it('signs in, lists and finds by email address', async () => {
    const { text } = await console.get('/admin/people?search=ada')
    expect(text).toMatch(/<a href="\/admin\/people\/[0-9a-f-]{36}">ada@example.com<\/a>/)
    expect(text).not.toContain('id="order"')
    const narrowed = await console.get('/admin/people?only=active&search=ada')
    expect(narrowed.text).toContain('>ada@example.com</a>')
    expect((await console.get(`/admin/people/${id}`)).heading).toBe('ada@example.com')
  })
})

describe('the declared fields of a person', () => {
  it('stand in the form as their types are, but for those that nobody changes', async () => {
    const { text } = await console.get(`/admin/people/${id}/edit`)
    const names = [...text.slice(text.indexOf('<form')).matchAll(/ name="(\w+)"/g)].map(([, name]) => name)
    const people = ['form', 'email', 'first_name', 'last_name']
    expect(names).toEqual([...people, 'city', 'score', 'subscribed', 'size', 'born', 'settings'])
    expect(text).toMatch(/<select id="size"[^>]*><option value=""/)
    expect(text).toMatch(/<input id="born" name="born" type="date"/)
    expect(text).toMatch(/<textarea id="settings"/)
  })

  it('are changed, shown, and refused with what is wrong beside the field', async () => {
    const filled = {
      email: 'ada@example.com',
      city: 'Lisbon',
      score: '7',
      subscribed: 'true',
      size: 'm',
      born: '1815-12-10',
      settings: '{"theme":"dark"}',
    }
    expect(await console.post(`/admin/people/${id}/edit`, filled)).toMatchObject({ status: 303 })
    expect(JSON.parse(String((await rowOf(id))?.fields))).toEqual({
      city: 'Lisbon',
      score: 7,
      subscribed: true,
      size: 'm',
      born: '1815-12-10',
      settings: { theme: 'dark' },
    })
    const { text } = await console.get(`/admin/people/${id}`)
    for (const shown of ['Lisbon', '1815-12-10', 'Invited by', '{&quot;theme&quot;:&quot;dark&quot;}'])
      expect(text, shown).toContain(shown)
    for (const [name, value] of Object.entries({ score: 'many', size: 'x', born: 'today', settings: '{' })) {
      const shown = await refused(gatehouse, () =>
        console.post(`/admin/people/${id}/edit`, { ...filled, [name]: value }),
      )
      expect([name, shown.status]).toEqual([name, 400])
      expect(shown.text, name).toContain(`id="${name}-problem"`)
    }
  })
})

describe('values that answers write in a format', () => {
  const formatted = defineConfig({
    timeZone: 'Asia/Kolkata',
    fields: {
      born: date({ null: true, format: '%d/%m/%Y' }),
      wakes: time({ null: true, format: '%H:%M' }),
      met: dateTime({ null: true, format: '%Y-%m-%d %H:%M' }),
      price: decimal({ digits: 19, places: 2, default: 0, asNumber: true }),
    },
  })
  const stored = {
    born: '1815-12-10',
    wakes: '07:30:45',
    met: '2024-05-06T07:08:09Z',
    price: '12345678901234567.89',
  }

  it('stand in the form as they are sent, so that who changes nothing loses nothing', async () => {
    const house = openGatehouse({}, { config: formatted })
    const staff = openConsole(house)
    const json = { username: 'eve', email: 'eve@example.com', password: PASSWORD, ...stored }
    const made = await house.request('/auth/users/', { method: 'POST', json })
    const eve = await made.json<{ id: string }>()
    await staff.signIn({ username: 'boss@example.com' })
    const { text: form } = await staff.get(`/admin/people/${eve.id}/edit`)
    const typedIn = (name: string) => new RegExp(`<input id="${name}"[^>]* value="([^"]*)"`).exec(form)?.[1]
    const typed = Object.fromEntries(
      ['username', 'email', ...Object.keys(stored)].map((name) => [name, typedIn(name)]),
    )
    expect(typed).toEqual({
      ...{ username: 'eve', email: 'eve@example.com' },
      ...{ ...stored, met: '2024-05-06T12:38:09+05:30' },
    })
    const before = (await rowOf(eve.id))?.fields
    expect(JSON.parse(String(before))).toEqual(stored)
    expect(await staff.post(`/admin/people/${eve.id}/edit`, typed as Record<string, string>)).toMatchObject({
      status: 303,
    })
    expect((await rowOf(eve.id))?.fields).toBe(before)
    expect((await staff.get(`/admin/people/${eve.id}`)).text).toContain('10/12/1815')
  })
})
