import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { openGatehouse } from '../support/gatehouse.ts'
import { logInForJwt, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'
import { commands, create, list, terminalOf } from './terminal.ts'

const { show, disable } = commands

const gatehouse = openGatehouse()
const give = terminalOf(gatehouse)
let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
})

const idOf = async (username: string) =>
  String((await rowsOf('accounts')).find((row) => row.username === username)?.id)

describe('show', () => {
  it('tells what staff may see, and no hash', async () => {
    const person = await signUp(gatehouse)
    gatehouse.wait(60)
    await logInForJwt(gatehouse, person)
    expect(await give(show(person.username))).toEqual({
      code: 0,
      stderr: '',
      stdout: `\
  username       ${person.username}
  email          ${person.email}  not verified
  name           none
  account        active
  created        2026-11-20T08:00:00.000Z
  sessions       2, last seen 2026-11-20T08:01:00.000Z
  second factor  none
  limits         none
  id             ${person.id}
`,
    })
  })

  it('tells that tries at the password have to wait, and where from', async () => {
    const person = await signUp(gatehouse)
    const fail = async (times: number, client?: string) => {
      for (let time = 0; time < times; time++)
        await gatehouse.request('/auth/token/login/', {
          method: 'POST',
          json: { username: person.username, password: 'wrong' },
          headers: client ? { 'cf-connecting-ip': client } : {},
        })
    }
    const limits = async () =>
      /\n {2}limits {9}(.*)\n/.exec(((await give(show(person.username))) as { stdout: string }).stdout)?.[1]
    await fail(9, '203.0.113.9')
    expect(await limits()).toBe('none')
    await fail(1, '203.0.113.9')
    expect(await limits()).toMatch(
      /^wrong passwords: must wait from other clients until 2026-11-20T08:\d\d:\d\d\.\d{3}Z$/,
    )
    await fail(30)
    expect(await limits()).toMatch(
      /^wrong passwords: must wait from known clients until 2026-11-20T08:\d\d:\d\d\.\d{3}Z, from other clients until 2026-11-20T08:\d\d:\d\d\.\d{3}Z$/,
    )
  })
})

describe('list', () => {
  it('tells everybody by name, page by page, and where there is more', async () => {
    const HEADERS = `${'USERNAME'.padEnd(24)}  ${'EMAIL ADDRESS'.padEnd(32)}  ${'ID'.padEnd(36)}  STATE\n`
    const names = ['zoe-b', 'zoe-a', 'zoe-c'] as const
    for (const name of names) await give(create(name), PASSWORD)
    await give(disable('zoe-b'))
    const line = async (name: string, mark = '') =>
      `${name.padEnd(24)}  ${'–'.padEnd(32)}  ${await idOf(name)}${mark}\n`
    expect(await give(list({ search: 'ZOE' }))).toEqual({
      code: 0,
      stderr: '',
      stdout: HEADERS + (await line('zoe-a')) + (await line('zoe-b', '  disabled')) + (await line('zoe-c')),
    })
    expect(await give(list({ search: 'zoe', limit: 2 }))).toMatchObject({
      stdout: `${HEADERS}${await line('zoe-a')}${await line('zoe-b', '  disabled')}… and more: --limit 4\n`,
    })
    expect(await give(list({ search: 'nobody' }))).toMatchObject({
      stdout: `No username or email address begins with “nobody”\n`,
    })
  })

  it('tells whom a filter finds, which looks only at what the list is sorted by', async () => {
    const namesOf = async (options: Parameters<typeof list>[0]) => {
      const { stdout } = (await give(list({ asJson: true, ...options }))) as { stdout: string }
      return stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).username)
    }
    expect(await namesOf({ only: 'disabled', search: 'zoe' })).toEqual(['zoe-b'])
    expect(await namesOf({ only: 'never_signed_in', search: 'zoe' })).toEqual(['zoe-a', 'zoe-b', 'zoe-c'])
    expect(await namesOf({ only: 'never_signed_in', search: ada.username })).toEqual([])
    expect(await namesOf({ order: 'email', search: ada.username })).toEqual([ada.username])
    expect(await give(list({ only: 'old_password' }))).toMatchObject({ stdout: 'Nobody is found\n' })
  })

  it('tells programs one line of JSON for each', async () => {
    const { stdout } = (await give(list({ asJson: true, search: ada.email }))) as { stdout: string }
    expect(JSON.parse(stdout)).toEqual({
      id: ada.id,
      username: ada.username,
      email: ada.email,
      email_verified_at: null,
      first_name: '',
      last_name: '',
      is_active: true,
      awaits_activation: false,
      is_staff: false,
      created_at: '2026-11-20T08:00:00.000Z',
      updated_at: expect.stringMatching(/^2026-11-20T08:\d\d:\d\d\.\d{3}Z$/),
    })
  })
})

describe('moved', () => {
  it('tells whose passwords are still those of an import', async () => {
    const set = async ({ id }: SignedUp, hash: string) =>
      env.DB.prepare('update accounts set password_hash = ? where id = ?').bind(hash, id).run()
    const hashes = ['$foreign$v=1$a=bcrypt,c=10,keyid=1$c2FsdA$tag', '!', '!old-login,site,username,YWRh']
    // Behind each a seal may stand.
    for (const hash of hashes.flatMap((each) => [each, `${each}$1.YWJj`]))
      await set(await signUp(gatehouse), hash)
    const { stdout } = (await give({ kind: 'moved' })) as { stdout: string }
    const own = (await rowsOf('accounts')).length - 6
    expect(
      stdout
        .replace(/ +[\d.]+ % +/g, ' ')
        .replace(/^ +/gm, '')
        .replace(/^.*sign-ins.*\n/gm, '')
        .split('\n')
        .sort(),
    ).toEqual(
      ['', '2 imported, bcrypt', '2 no password', '2 the old login is asked', `${own} our own hash`].sort(),
    )
  })
})
