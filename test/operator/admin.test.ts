import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AdminAction } from '../../src/cli/commands/admin/admin-request.ts'
import { openAllAccounts } from '../../src/ports/all-accounts.ts'
import { openDatabase } from '../../src/ports/database.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, logInForJwt, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'
import { commands, create, signOutAllUsers, terminalOf } from './terminal.ts'

const { disable, enable, promote, demote, signOut } = commands

const gatehouse = openGatehouse()
const { get, post } = callerOf(gatehouse)
const give = terminalOf(gatehouse)
let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
})

const done = (stdout: string) => ({ code: 0, stdout: `✔ ${stdout}\n`, stderr: '' })
const idOf = async (username: string) =>
  String((await rowsOf('accounts')).find((row) => row.username === username)?.id)

/** The command is refused with this sentence, prints nothing and changes nothing. */
async function expectRefusal(command: AdminAction, sentence: string, typed?: string) {
  const answer = await refused(gatehouse, () => give(command, typed))
  expect(answer).toEqual({ refused: sentence, stdout: '', stderr: '' })
}

describe('create', () => {
  it('opens an account that signs in at the APIs, and tells no password', async () => {
    const answer = await give(create('grace', { email: 'Grace@Example.COM' }), PASSWORD)
    expect(answer).toEqual(done(`Created grace  ${await idOf('grace')}`))
    const [row] = (await rowsOf('accounts')).filter(({ username }) => username === 'grace')
    expect(row).toMatchObject({
      email: 'Grace@example.com',
      is_staff: 0,
      is_active: 1,
      email_verified_at: null,
    })
    const { status, body } = await post('/auth/jwt/create/', { username: 'grace', password: PASSWORD })
    expect({ status, body }).toEqual({
      status: 200,
      body: { access: expect.any(String), refresh: expect.any(String) },
    })
  })

  it('opens one of staff', async () => {
    await give(create('boss', { isStaff: true }), PASSWORD)
    const { auth_token } = (await post('/auth/token/login/', { username: 'boss', password: PASSWORD }))
      .body as {
      auth_token: string
    }
    expect((await get('/account/admin/users', auth_token)).status).toBe(200)
  })

  it('makes a password up and shows it once', async () => {
    const { stdout } = (await give(create('heidi', { isGenerated: true }))) as { stdout: string }
    const [, password = ''] = /\n {2}Password, shown only once: (\S+)\n$/.exec(stdout) ?? []
    expect(password).toMatch(/^([a-zA-Z2-9]{5}-){3}[a-zA-Z2-9]{5}$/)
    expect(await canLogIn(gatehouse, { ...ada, username: 'heidi' }, password)).toBe(true)
  })

  it.each([
    ['The username is taken', { username: 'ada1' }],
    ['The email address is taken', { email: 'ada1@example.com' }],
    ['A username may have letters, digits and @ . + - _', { username: 'i/ris' }],
    ['The email address is not valid', { email: 'nope' }],
    ['The username is too long: 150 characters at most', { username: 'i'.repeat(151) }],
    ['The password is missing', { password: '' }],
    [
      `The password is too short: 8 characters at least
  The password is too common
  The password consists of digits only`,
      { password: '123456' },
    ],
    ['The password is too similar to the username', { username: 'marguerite', password: 'marguerite1' }],
    ['The password is too long: 1024 bytes at most', { password: 'x'.repeat(1025) }],
  ])('refuses as the APIs do: %s', async (sentence, wish) => {
    const { username = 'iris', email = '', password = PASSWORD }: Partial<Record<string, string>> = wish
    const own = (text: string) => text.replace('ada1', ada.username)
    await expectRefusal(create(own(username), { email: own(email) }), sentence, password)
  })
})

describe('promote', () => {
  it('makes somebody staff by name, address or id, and staff no more', async () => {
    const { username, email, id } = ada
    const warning = `\n! ${username} has no second factor: http://localhost:8787/second-factor`
    expect(await give(promote(email))).toEqual(done(`${username} is staff now${warning}`))
    expect((await get('/account/admin/users', ada.token)).status).toBe(200)
    expect(await give(promote(id))).toEqual(
      done(`${username} is staff already. Nothing was changed${warning}`),
    )
    expect(await give(demote(username.toUpperCase()))).toEqual(done(`${username} is no longer staff`))
    expect((await get('/account/admin/users', ada.token)).status).toBe(403)
    const events = (await rowsOf('events')).filter((event) => event.account_id === id && event.actor_id)
    expect(events.map(({ kind, actor_id, user_agent }) => ({ kind, actor_id, user_agent }))).toEqual([
      { kind: 'staff_granted', actor_id: 'operator', user_agent: '' },
      { kind: 'staff_withdrawn', actor_id: 'operator', user_agent: '' },
    ])
  })
})

describe('disable and enable', () => {
  it('end every session at every API and without D1, and revive none (REV-08, G5)', async () => {
    const person = await signUp(gatehouse)
    const { access, refresh } = await logInForJwt(gatehouse, person)
    const statuses = async () => [
      (await get('/api/profile/', person.token)).status,
      (await get('/api/v1/users/getUser', access)).status,
      (await post('/auth/jwt/verify/', { token: access })).status,
      (await post('/auth/jwt/refresh/', { refresh })).status,
    ]
    expect(await statuses()).toEqual([200, 200, 200, 200])
    const { username } = person
    expect(await give(disable(username))).toEqual(done(`${username} is disabled and signed out everywhere`))
    expect(await statuses()).toEqual([401, 401, 401, 401])
    expect(await canLogIn(gatehouse, person, PASSWORD)).toBe(false)
    expect(await give(disable(username))).toEqual(
      done(`${username} is disabled already. Nothing was changed`),
    )
    expect(await give(enable(username))).toEqual(done(`${username} can sign in again`))
    expect(await statuses()).toEqual([401, 401, 401, 401])
    expect(await canLogIn(gatehouse, person, PASSWORD)).toBe(true)
  })
})

describe('sign-out', () => {
  it('ends the sessions of one person, who can sign in again', async () => {
    const person = await signUp(gatehouse)
    expect(await give(signOut(person.username))).toEqual(done(`${person.username} is signed out everywhere`))
    expect((await get('/auth/users/me/', person.token)).status).toBe(401)
    expect(await canLogIn(gatehouse, person, PASSWORD)).toBe(true)
    expect((await get('/auth/users/me/', ada.token)).status).toBe(200)
  })
})

describe('whoever is meant', () => {
  it.each(Object.entries(commands))('has to be somebody, for “%s”', async (_, command) => {
    await expectRefusal(command('nobody'), 'No account has the username, email address or ID “nobody”')
  })

  it('has to be one: a name may be somebody else’s address', async () => {
    const name = 'two@example.com'
    await give(create(name), PASSWORD)
    await give(create('other', { email: name }), PASSWORD)
    const lines = [`\n  ${await idOf(name)}  ${name}  `, `\n  ${await idOf('other')}  other  ${name}`]
    const answer = (await refused(gatehouse, () => give(disable(name)))) as { refused: string }
    expect(
      answer.refused.startsWith(
        `“${name}” is the username of one account and the email address of another. Use the ID:`,
      ),
    ).toBe(true)
    for (const line of lines) expect(answer.refused).toContain(line)
  })
})

describe('sign-out-everybody', () => {
  it('asks back first', async () => {
    const total = (await rowsOf('accounts')).length
    await expectRefusal(
      signOutAllUsers(false),
      `This signs out ${total} accounts and invalidates every link in their emails.
  To confirm, add --yes`,
    )
  })

  it('ends with 1 when it is stopped before the end, after a step', async () => {
    const steps: string[] = []
    const allAccounts = {
      count: async () => 12_345,
      countHashes: openAllAccounts(openDatabase(env.DB)).countHashes,
      raiseSessionVersions: async (after: string, atOnce: number) => {
        steps.push(after)
        return { last: `after ${after}`, moved: atOnce }
      },
    }
    const answer = await terminalOf(gatehouse, { allAccounts, stop: AbortSignal.abort() })(
      signOutAllUsers(true),
    )
    expect(answer).toEqual({
      code: 1,
      stdout: '',
      stderr: '✘ Stopped: 5,000 of 12,345 are signed out. To continue, run it again\n',
    })
    expect(steps).toEqual([''])
  })

  it('signs everybody out (FLT-27)', async () => {
    const person = await signUp(gatehouse)
    const total = (await rowsOf('accounts')).length
    expect(await give(signOutAllUsers(true))).toEqual(
      done(`${total} accounts are signed out everywhere. Their links are invalid`),
    )
    expect((await get('/auth/users/me/', person.token)).status).toBe(401)
    expect(await canLogIn(gatehouse, person, PASSWORD)).toBe(true)
  })
})
