import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { promote } from '../../src/account/staff/administration.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const KEY = 'a-secret-of-this-process'
const PATH = '/dev/first-staff'
const ROOT = { key: KEY, username: 'root', email: 'root@example.com', password: PASSWORD }

let digest = ''
const open = (own: Record<string, string> = {}, world: Parameters<typeof openGatehouse>[1] = {}) =>
  openGatehouse({ FIRST_STAFF_DIGEST: digest, ...own } as Partial<Env>, world)
type Gatehouse = ReturnType<typeof openGatehouse>

beforeAll(async () => {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(KEY)))
  digest = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
})

const send = (of: Gatehouse, typed: Record<string, string>) =>
  of.request(PATH, { method: 'POST', body: new URLSearchParams(typed) })
const titleIn = async (response: Response) => /<h1>(.*?)<\/h1>/.exec(await response.text())?.[1]
const isStaff = async (of: Gatehouse, username: string) =>
  (await of.ports.accounts.named({ usernameKeys: [username] }))[0]?.isStaff

describe('the link of npm start', () => {
  it('makes the first staff account, once', async () => {
    const gatehouse = open()
    const page = await gatehouse.request(`${PATH}?key=${KEY}`)
    expect([page.status, page.headers.get('referrer-policy')]).toEqual([200, 'no-referrer'])
    expect(await titleIn(page)).toBe('Make the first staff account')

    const made = await send(gatehouse, ROOT)
    expect([made.status, made.headers.get('location')]).toEqual([303, `${PATH}/done`])
    expect(await titleIn(await gatehouse.request(`${PATH}/done`))).toBe('Your staff account is ready')
    expect(await isStaff(gatehouse, 'root')).toBe(true)

    const second = { ...ROOT, username: 'second', email: 'second@example.com' }
    for (const again of [() => gatehouse.request(`${PATH}?key=${KEY}`), () => send(gatehouse, second)]) {
      const answer = await refused(gatehouse, again)
      expect([answer.status, await titleIn(answer)]).toEqual([410, 'This link no longer works'])
    }
  })

  it('is refused while somebody else is staff', async () => {
    const gatehouse = open()
    const { id } = await signUp(gatehouse)
    await promote(gatehouse.ports, null, id)
    expect((await refused(gatehouse, () => send(gatehouse, ROOT))).status).toBe(410)
  })
})

describe('without staff', () => {
  beforeEach(() => env.DB.prepare('update accounts set is_staff = 0').run())

  it.each([
    ['another secret', { key: `${KEY}x` }],
    ['an empty secret', { key: '' }],
    ['the digest itself', { key: 'digest' }],
  ])('refuses %s', async (_, { key }) => {
    const gatehouse = open()
    const sent = key === 'digest' ? digest : key
    const answer = await refused(gatehouse, () => send(gatehouse, { ...ROOT, key: sent }))
    expect(answer.status).toBe(410)
    expect((await gatehouse.request(`${PATH}?key=${sent}`)).status).toBe(410)
  })

  it('refuses every secret where npm start has made none', async () => {
    for (const of of [open({ FIRST_STAFF_DIGEST: '' }), openGatehouse()])
      expect((await refused(of, () => send(of, ROOT))).status).toBe(410)
  })

  it.each([
    ['a production with the same variable', { ENVIRONMENT: 'production', MAIL_FROM: 'a@example.com' }, ''],
    ['another host', {}, 'http://rebound.example'],
  ])('is not there at all in %s', async (_, own, host) => {
    const gatehouse = open(own)
    for (const path of [`${PATH}?key=${KEY}`, `${PATH}/done`, `${PATH}/late`])
      expect((await gatehouse.send(new Request(`${host || gatehouse.origin}${path}`))).status).toBe(404)
    const body = new URLSearchParams(ROOT)
    const post = new Request(`${host || gatehouse.origin}${PATH}`, { method: 'POST', body })
    expect((await refused(gatehouse, () => gatehouse.send(post))).status).toBe(404)
  })

  it('says at its field what is wrong, and shows no password again', async () => {
    const gatehouse = open()
    const { username } = await signUp(gatehouse)
    const typed = { ...ROOT, username, password: 'short' }
    const answer = await refused(gatehouse, () => send(gatehouse, typed))
    const text = await answer.text()
    expect(answer.status).toBe(400)
    expect(text).toContain('id="password-problem"')
    expect(text).not.toContain('value="short"')
    const taken = await refused(gatehouse, () => send(gatehouse, { ...ROOT, username }))
    expect([taken.status, (await taken.text()).includes('id="username-problem"')]).toEqual([400, true])
  })

  it('makes one staff account of two requests at once', async () => {
    const gatehouse = open()
    const [one, other] = ['first-of-two', 'second-of-two'].map((username) => ({
      ...ROOT,
      username,
      email: `${username}@example.com`,
    }))
    const answers = await Promise.all([one, other].map((typed) => send(gatehouse, { ...ROOT, ...typed })))
    const ends = answers.map(({ status, headers }) => headers.get('location') ?? status)
    const staff = await Promise.all(['first-of-two', 'second-of-two'].map((name) => isStaff(gatehouse, name)))
    expect(staff.filter(Boolean)).toHaveLength(1)
    // The other one came before its account was made, or after.
    expect(ends.filter((end) => end === `${PATH}/done`)).toHaveLength(1)
    expect(ends.filter((end) => end === `${PATH}/late` || end === 410)).toHaveLength(1)
  })

  it('asks for no username where accounts have none', async () => {
    const config = defineConfig({ usernames: false, loginField: 'email' })
    const gatehouse = open({}, { config })
    expect(await (await gatehouse.request(`${PATH}?key=${KEY}`)).text()).not.toContain('name="username"')
    const { username, ...rest } = ROOT
    const made = await send(gatehouse, { ...rest, email: `no-${username}@example.com` })
    expect(made.headers.get('location')).toBe(`${PATH}/done`)
  })
})
