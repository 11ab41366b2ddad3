import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { activate, resendActivation } from '../../src/account/activation.ts'
import { raiseAlarm } from '../../src/account/alarm.ts'
import { askForLink, runErrands } from '../../src/account/asked-links.ts'
import { resendVerification, verifyEmail } from '../../src/account/email.ts'
import { listEvents } from '../../src/account/event-list.ts'
import { logInForPair, logInForToken } from '../../src/account/login.ts'
import { refreshAccess, refreshPair } from '../../src/account/pair.ts'
import { changePassword } from '../../src/account/password.ts'
import { checkReset, finishReset } from '../../src/account/password-reset.ts'
import { changeProfile, removeAccount } from '../../src/account/profile.ts'
import { register, registerForActivation, registerWithToken } from '../../src/account/registration.ts'
import { authenticate, logOut } from '../../src/account/session.ts'
import { endOtherSessions, endOwnSession, listSessions } from '../../src/account/session-list.ts'
import { finishUsernameReset } from '../../src/account/username.ts'
import { type House, openHouse } from '../support/house.ts'
import { codeOf, linkOf } from '../support/links.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { type Recorded, recordedDatabase, scansIn } from '../support/recorded-database.ts'
import { rowsOf } from '../support/rows.ts'

/** An address is proved, by link and by code, another one waits for it, and the account is lost and found. */
async function proveAndLose({ ports, letters }: House) {
  const wish = { username: 'eve', email: 'eve@example.com', password: PASSWORD }
  const { token } = await registerWithToken(ports, 'users', wish)
  const me = () => authenticate(ports, token)
  await resendVerification(ports, await me())
  await verifyEmail(ports, linkOf((await letters())[0]))
  await changeProfile(ports, await me(), { email: 'eve@example.org' })
  await letters()
  await env.DB.prepare('update accounts set pending_email = ? where username = ?')
    .bind('eve@example.net', 'eve')
    .run()
  await resendVerification(ports, await me())
  const waiting = (await letters()).find(({ to }) => to === 'eve@example.net')
  await verifyEmail(ports, { email: 'eve@example.net', code: codeOf(waiting) })
  const notice = (await letters()).find(({ subject }) => subject.includes('address has been changed'))
  await raiseAlarm(ports, linkOf(notice))
  await letters()
}

describe('every statement of a long conversation', () => {
  it('finds its rows by an index (LOD-07)', async () => {
    const statements: Recorded = new Map()
    const house = openHouse({
      DB: recordedDatabase(env.DB, statements),
      SEND_ACTIVATION_EMAIL: 'true',
    } as Partial<Env>)
    const { ports } = house
    const wish = (username: string) => ({ username, email: `${username}@example.com`, password: PASSWORD })
    const NEXT = 'Rt5-harbour-Cormorant'

    const { token } = await registerWithToken(ports, 'users', wish('ada'))
    await expect(register(ports, 'users', wish('ada'))).rejects.toThrow('invalid')
    await registerForActivation(ports, 'djoser', wish('bob'))
    await resendActivation(ports, 'bob@example.com')
    await activate(ports, linkOf((await house.letters())[0]))
    const { pair } = await logInForPair(ports, { username: 'ada' }, PASSWORD, 'express')
    const jwt = await logInForPair(ports, { email: 'ada@example.com' }, PASSWORD, 'jwt')
    await logInForToken(ports, { identifier: 'ada' }, PASSWORD)
    house.wait(301)
    const me = await authenticate(ports, token)
    await refreshPair(ports, pair.refresh)
    await refreshPair(ports, pair.refresh)
    await refreshAccess(ports, jwt.pair.refresh)
    await logOut(ports, pair.access)
    await changeProfile(ports, me, { firstName: 'Ada' })
    await askForLink(ports, { purpose: 'username', address: 'ada@example.com' })
    const name = linkOf((await house.letters())[0])
    await finishUsernameReset(ports, { ...name, newUsername: 'countess' })
    await changePassword(ports, me, 'users', { oldPassword: PASSWORD, newPassword: NEXT })
    await askForLink(ports, { purpose: 'reset', address: 'ada@example.com' })
    const link = linkOf((await house.letters())[0])
    await checkReset(ports, link.token)
    await finishReset(ports, 'users', { ...link, newPassword: PASSWORD })
    const last = await logInForToken(ports, { username: 'countess' }, PASSWORD)
    const now = await authenticate(ports, last.token)
    const before = { createdAt: house.clock.now(), id: now.session.id }
    await listSessions(ports, now, undefined)
    await listSessions(ports, now, before)
    await expect(endOwnSession(ports, now, me.session.id)).rejects.toThrow('not_found')
    await listEvents(ports, now, undefined)
    await listEvents(ports, now, { at: before.createdAt, shown: 1 })
    await endOtherSessions(ports, now)
    const stolen = await logInForPair(ports, { username: 'countess' }, PASSWORD, 'express')
    await refreshPair(ports, stolen.pair.refresh)
    house.wait(10)
    await expect(refreshPair(ports, stolen.pair.refresh)).rejects.toThrow('jwt_ended')
    await house.settled()
    await proveAndLose(house)
    await runErrands(ports)
    await ports.check()
    await ports.commit(
      ...ports.sessions.sweep(house.clock.now()),
      ...ports.tickets.sweep(house.clock.now()),
      ports.outbox.deleteDone(),
      ports.events.deleteOld(house.clock.now(), 90),
      ...ports.budget.sweep(house.clock.now()),
    )
    await removeAccount(ports, await authenticate(ports, last.token))
    await house.settled()

    expect(statements.size).toBeGreaterThan(30)
    expect(await scansIn(statements)).toEqual([])
  }, 20_000)
})

describe('the database itself', () => {
  it('lets sessions and links go with their account, and no others', async () => {
    const house = openHouse()
    const [ada, bob] = [await signUp(house), await signUp(house)]
    for (const { email } of [ada, bob]) await askForLink(house.ports, { purpose: 'reset', address: email })
    await house.settled()
    await env.DB.prepare('delete from accounts where id = ?').bind(ada.id).run()
    for (const table of ['sessions', 'tickets'] as const) {
      const owners = (await rowsOf(table)).map((row) => row.account_id)
      expect(owners, table).not.toContain(ada.id)
      expect(owners, table).toContain(bob.id)
    }
  })

  it('has no row id beside a key of text, but in the outbox, in the order of which letters are shown, and of a few keys', async () => {
    const { results } = await env.DB.prepare(
      "select name from sqlite_master where type = 'table' and sql like '%text PRIMARY KEY%' or sql like '%PRIMARY KEY(`%'",
    ).all<{ name: string }>()
    const withRowId = await env.DB.prepare(
      "select name from pragma_table_list where schema = 'main' and type = 'table' and not wr",
    ).all<{ name: string }>()
    const names = new Set(withRowId.results.map(({ name }) => name))
    expect(
      results
        .map(({ name }) => name)
        .filter((name) => names.has(name))
        .sort(),
    ).toEqual(['key_checks', 'outbox'])
    expect(results.length).toBeGreaterThan(8)
  })

  it('takes no session and no link of nobody', async () => {
    const id = crypto.randomUUID()
    const rows = [
      `insert into sessions values ('x', '${id}', 'token', 'x', 0, 0, 0, 0, 0, 0, 0, '', null)`,
      `insert into tickets values ('x', 'reset', '${id}', 0, 0, null, null, 0, null, 1)`,
    ]
    for (const row of rows) await expect(env.DB.prepare(row).run()).rejects.toThrow('FOREIGN KEY')
  })

  it.each([
    ['accounts', 'username_key'],
    ['accounts', 'email_key'],
    ['sessions', 'token_hash'],
  ] as const)('has each value of %s.%s once', async (table, column) => {
    const house = openHouse()
    await signUp(house)
    const other = await signUp(house)
    const owner = table === 'accounts' ? 'id' : 'account_id'
    const steal = env.DB.prepare(
      `update ${table} set ${column} = (select ${column} from ${table} where ${owner} <> ?1) where ${owner} = ?1`,
    )
    await expect(steal.bind(other.id).run()).rejects.toThrow(`UNIQUE constraint failed: ${table}.${column}`)
  })

  it('takes no half of a batch (FLT-06)', async () => {
    const house = openHouse()
    const { ports } = house
    const { account } = await authenticate(ports, (await signUp(house)).token)
    const twin = { ...account, id: crypto.randomUUID() }
    const rename = ports.accounts.changeProfile(account.id, { firstName: 'Half' }, 0, [])
    await expect(ports.commit(rename, ports.accounts.insert(twin))).rejects.toMatchObject({ name: 'Taken' })
    expect(await ports.accounts.findById(account.id)).toEqual(account)
  })

  it('says what is wrong when it is not a name or an address that is taken', async () => {
    const { ports } = openHouse()
    const broken = {
      ...(await ports.people.list({ after: undefined, limit: 1 }))[0],
      id: crypto.randomUUID(),
      username: null,
    }
    await expect(ports.commit(ports.accounts.insert(broken as never))).rejects.not.toMatchObject({
      name: 'Taken',
    })
  })
})
