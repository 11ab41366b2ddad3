import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openConsole } from '../support/console.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const console = openConsole(gatehouse)
const JOBS = '/admin/jobs'

let boss: SignedUp
let ada: SignedUp
let bea: SignedUp
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  await console.signIn(boss)
})
beforeEach(async () => {
  ada = await signUp(gatehouse, 'ada')
  bea = await signUp(gatehouse, 'bea')
  await console.get('/admin/people')
})

/** What the confirmation sends on. */
const hiddenIn = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)]
      .filter(([, name]) => name !== 'form')
      .map(([, name = '', value = '']) => [name, value]),
  )
const leadIn = (text: string) => /<h1>[^<]*<\/h1>\s*<p>([^<]*)</.exec(text)?.[1]
const problemIn = (text: string) => /class="problem"[^>]*>\s*(?:<li>)?([^<]*)</.exec(text)?.[1]
const factsIn = (text: string) =>
  [...text.matchAll(/<dt>([^<]*)<\/dt> <dd>(.*?)<\/dd>/g)].map(([, name, value = '']) => [
    name,
    value.replace(/<[^>]*>/g, '').trim(),
  ])
const isActive = async ({ id }: SignedUp) =>
  (await rowsOf('accounts')).find((row) => row.id === id)?.is_active === 1

describe('a job for many people at the console', () => {
  it('is asked for with marks in the list, confirmed with the password, and shows how far it is', async () => {
    const list = await console.get(`/admin/people?search=${ada.username}`)
    expect(list.text).toContain(
      `<input type="checkbox" form="bulk" name="${ada.id}" aria-label="Mark ${ada.username}">`,
    )
    const marked = { action: 'disable', whom: 'marked', search: '', [ada.id]: 'on', [bea.id]: 'on' }
    const confirm = await console.post(`${JOBS}/confirm`, marked)
    expect([confirm.status, confirm.heading]).toEqual([200, 'Disable many people'])
    expect(leadIn(confirm.text)).toBe(
      'This is for 2 people. They are signed out everywhere and may not sign in again. Links in their emails stop working. Your own account is left out. Confirm it with your password.',
    )
    const asked = hiddenIn(confirm.text)
    expect(asked).toEqual({ action: 'disable', users: `${ada.id} ${bea.id}` })

    const wrong = await refused(gatehouse, () => console.post(`${JOBS}/start`, { ...asked, password: 'no' }))
    expect([wrong.status, problemIn(wrong.text), hiddenIn(wrong.text)]).toEqual([
      400,
      'This is not your password.',
      asked,
    ])
    const { status, location } = await console.post(`${JOBS}/start`, {
      ...asked,
      reason: 'Spam',
      password: PASSWORD,
    })
    expect(status).toBe(303)
    const response = await gatehouse.request(location ?? '', { headers: { cookie: console.cookie() } })
    expect(response.headers.get('refresh')).toMatch(/^2; url=\/admin\/jobs\/[0-9a-f-]{36}$/)
    const first = await response.text()
    expect(first).toContain('The job has begun.')
    expect(factsIn(first)[1]).toEqual(['So far', '0 done, 0 unchanged, 0 failed'])
    await gatehouse.settled()
    const [path = ''] = (location ?? '').split('?')
    const after = await gatehouse.request(path, { headers: { cookie: console.cookie() } })
    expect(after.headers.get('refresh')).toBe(null)
    const text = await after.text()
    expect(factsIn(text).slice(0, 2)).toEqual([
      ['Now', 'done'],
      ['So far', '2 done, 0 unchanged, 0 failed'],
    ])
    expect(text).toContain('value="100"')
    expect(text).toContain(`<a href="/admin/people/${boss.id}">${boss.username}</a>`)
    expect([await isActive(ada), await isActive(bea)]).toEqual([false, false])
    expect((await console.get(JOBS)).text).toContain(`<a href="${path}">Disable many people</a>`)
  })

  it('is for all that a search finds, whose text is in no address', async () => {
    const all = { action: 'export', whom: 'all', search: ada.email, only: '', order: '', [bea.id]: 'on' }
    const confirm = await console.post(`${JOBS}/confirm`, all)
    expect(leadIn(confirm.text)).toContain('This is for one person.')
    const { location } = await console.post(`${JOBS}/start`, {
      ...hiddenIn(confirm.text),
      password: PASSWORD,
    })
    expect(location).toMatch(/^\/admin\/jobs\/[0-9a-f-]{36}\?done=start$/)
    const [path = ''] = (location ?? '').split('?')
    expect((await console.get(path)).text).toContain(`href="${path}/people.csv" download`)
    const file = await console.get(`${path}/people.csv`)
    expect(file.text.split('\r\n')).toEqual([
      expect.stringMatching(/^"id","username",/),
      expect.stringContaining(`"${ada.email}"`),
      '',
    ])
  })

  it('needs somebody who is marked', async () => {
    const answer = await refused(gatehouse, () =>
      console.post(`${JOBS}/confirm`, { action: 'disable', whom: 'marked', search: '' }),
    )
    expect(answer.location).toBe('/admin/people?done=nobody')
    expect((await console.get('/admin/people?done=nobody')).text).toContain('Mark the people first')
  })

  it('can be held still, and cancelled', async () => {
    const confirm = await console.post(`${JOBS}/confirm`, {
      action: 'sign-out',
      whom: 'all',
      search: 'nobody',
    })
    await gatehouse.settled()
    const { location } = await console.post(`${JOBS}/start`, {
      ...hiddenIn(confirm.text),
      password: PASSWORD,
    })
    const [path = ''] = (location ?? '').split('?')
    // Somebody else is at it.
    await env.DB.exec('update bulk_jobs set leased_until = 9999999999999')
    const still = await gatehouse.request(`${path}?still=1`, { headers: { cookie: console.cookie() } })
    expect([still.headers.get('refresh'), (await still.text()).includes('Keep up to date')]).toEqual([
      null,
      true,
    ])
    await console.get(path)
    const cancelled = await console.post(`${path}/cancel`)
    expect(cancelled.location).toBe(`${path}?done=cancel`)
    expect(factsIn((await console.get(path)).text)[0]).toEqual(['Now', 'cancelled'])
    expect((await console.post(`${path}/cancel`)).location).toBe(`${path}?done=not-cancel`)
  })

  it('is not begun by a form of another site', async () => {
    const asked = { action: 'disable', users: ada.id, password: PASSWORD }
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    const answer = await refused(gatehouse, () => console.post(`${JOBS}/start`, asked, foreign))
    expect(answer.status).toBe(403)
  })
})
