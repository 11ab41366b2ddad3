import { describe, expect, it } from 'vitest'
import { attribute, defineConfig, text } from '../../src/configuration.ts'
import { documentOf } from '../../src/dialects/documents/document.ts'
import { checkFields } from '../../src/http/config-checks/check-fields.ts'
import { documentsOf } from '../../src/http/documents.ts'
import type { DjoserSettings } from '../../src/ports/config.ts'
import type { Attribute } from '../../src/ports/user-field.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { member, newcomer } from './person.ts'

const configOf = (settings: Partial<DjoserSettings> = {}) =>
  defineConfig({
    fields: {
      phone: text({ blank: true }),
      joined: attribute('date_joined', { registration: true }),
      last_login: attribute('last_login'),
      is_active: attribute('is_active'),
      is_staff: attribute('is_staff', { names: { users: false } }),
      is_superuser: attribute('is_superuser'),
    },
    apis: { djoser: { settings }, express: { at: ['/express'] } },
  })

/** A moment of this clock as Django REST framework writes it. */
const moment = (ms: number) =>
  new Date(ms).toISOString().replace(/\.(\d+)Z/, (_, digits) => (digits === '000' ? 'Z' : `.${digits}000Z`))

const open = (settings?: Partial<DjoserSettings>) => openGatehouse({}, { config: configOf(settings) })
const mine = async (gatehouse: ReturnType<typeof open>, token: string) =>
  (await gatehouse.request('/auth/users/me/', { token })).json<Record<string, unknown>>()

describe('what every account has by itself', () => {
  it('is in answers, and in those of a registration where that is said', async () => {
    const gatehouse = open()
    gatehouse.wait(60)
    const person = newcomer()
    const answer = await gatehouse.request('/auth/users/', { method: 'POST', json: person })
    const joined = moment(gatehouse.clock.now())
    const { username, email } = person
    expect(await answer.json()).toEqual({ id: expect.any(String), username, email, phone: '', joined })
    const { token } = await member(gatehouse)
    expect(await mine(gatehouse, token)).toMatchObject({
      joined,
      last_login: joined,
      is_active: true,
      is_staff: false,
      is_superuser: false,
    })
  })

  it('is written by nobody, and refused of nobody', async () => {
    const gatehouse = open()
    const { token } = await member(gatehouse)
    const before = await mine(gatehouse, token)
    for (const method of ['PUT', 'PATCH']) {
      const sent = {
        ...before,
        phone: '1',
        is_staff: true,
        is_superuser: true,
        joined: 'never',
        last_login: null,
      }
      const answer = await gatehouse.request('/auth/users/me/', { method, token, json: sent })
      expect([answer.status, await answer.json()]).toEqual([200, { ...before, phone: '1' }])
    }
  })

  it('has its names at each API', async () => {
    const gatehouse = open()
    const { token } = await member(gatehouse)
    const shown = async (path: string) =>
      Object.keys((await (await gatehouse.request(path, { token })).json<{ data?: object }>()) ?? {})
    expect(await shown('/auth/users/me/')).toContain('is_staff')
    const users = await gatehouse.request('/api/v1/users/', { token })
    expect(await users.text()).not.toContain('is_staff')
    expect(await (await gatehouse.request('/express/current-user', { token })).text()).not.toContain(
      'last_login',
    )
  })

  it.each([0, 1, 120, 999])('writes a moment as Django does, %d ms after a second', async (rest) => {
    const gatehouse = open()
    const now = gatehouse.clock.now()
    gatehouse.wait((1000 - (now % 1000) + rest) / 1000)
    const { token } = await member(gatehouse)
    const { joined } = await mine(gatehouse, token)
    const digits = rest === 0 ? '' : `.${String(rest).padStart(3, '0')}000`
    expect(joined).toMatch(
      new RegExp(`^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d${digits.replace('.', '\\.')}Z$`),
    )
  })
})

describe('last_login', () => {
  const signIn = async (settings: Partial<DjoserSettings>, path: string) => {
    const gatehouse = open(settings)
    const { username, password, token } = await member(gatehouse)
    const before = await mine(gatehouse, token)
    gatehouse.wait(60)
    await gatehouse.request(path, { method: 'POST', json: { username, password } })
    const after = await mine(gatehouse, token)
    return after.last_login !== before.last_login
  }

  it.each([
    [{}, '/auth/token/login/', true],
    [{}, '/auth/jwt/create/', false],
    [{ UPDATE_LAST_LOGIN: true }, '/auth/jwt/create/', true],
  ] as const)('with %j is noted of a sign-in at %s: %s', async (settings, path, isNoted) => {
    expect(await signIn(settings, path)).toBe(isNoted)
  })
})

it('is in the documents', () => {
  const { djoser } = documentsOf(configOf())
  if (!djoser) throw new Error('djoser is off')
  const text = JSON.stringify(documentOf(djoser, '/').components)
  expect(text).toContain('"last_login":{"type":["string","null"],"format":"date-time"')
  expect(text).toContain('"is_staff":{"type":"boolean"')
})

describe('the check of a configuration', () => {
  it('knows it, and refuses another field of these names', () => {
    expect(checkFields(configOf())).toEqual([])
    const named = (name: Attribute) =>
      checkFields(defineConfig({ fields: { [name]: text() }, apis: { express: false } }))
    for (const name of ['date_joined', 'is_superuser'] as const)
      expect(named(name)).toContain(
        `fields.${name} is a name that the APIs have by themselves: choose another one`,
      )
  })

  it('refuses to call it by a name that an API has', () => {
    const config = defineConfig({ fields: { password: attribute('is_active') }, apis: { express: false } })
    expect(checkFields(config)).toEqual([
      'fields.password is a name that the APIs have by themselves: choose another one',
    ])
  })
})
