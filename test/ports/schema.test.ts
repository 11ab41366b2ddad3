import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { listEvents } from '../../src/account/events/event-list.ts'
import { recoverAccount } from '../../src/account/links/account-recovery.ts'
import { activate, resendActivation } from '../../src/account/links/activation.ts'
import { resendVerification, verifyEmail } from '../../src/account/links/email-verification.ts'
import { requestLink, runJobs } from '../../src/account/links/requested-links.ts'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { checkReset, finishReset } from '../../src/account/passwords/password-reset.ts'
import { changeProfile, removeAccount } from '../../src/account/profile/profile.ts'
import { finishUsernameReset } from '../../src/account/profile/username.ts'
import { authenticate, logOut } from '../../src/account/sessions/session.ts'
import { endOtherSessions, endOwnSession, listSessions } from '../../src/account/sessions/session-list.ts'
import { refreshAccess, refreshTokenPair } from '../../src/account/sessions/token-pair.ts'
import { logInForToken, logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { register, registerForActivation, registerWithToken } from '../../src/account/sign-in/registration.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { codeOf, linkOf } from '../support/links.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { type Recorded, recordedDatabase, scansIn } from '../support/recorded-database.ts'
import { rowsOf } from '../support/rows.ts'

/** An address is proved, by link and by code, another one waits for it, and the account is lost and found. */
async function proveAndLose({ ports, emails }: AppEnv) {
  const wish = { username: 'eve', email: 'eve@example.com', password: PASSWORD }
  const { token } = await registerWithToken(ports, STRICT, wish)
  const me = () => authenticate(ports, token)
  await resendVerification(ports, await me())
  await verifyEmail(ports, linkOf((await emails())[0]))
  await changeProfile(ports, await me(), { email: 'eve@example.org' })
  await emails()
  await env.DB.prepare('update accounts set pending_email = ? where username = ?')
    .bind('eve@example.net', 'eve')
    .run()
  await resendVerification(ports, await me())
  const waiting = (await emails()).find(({ to }) => to === 'eve@example.net')
  await verifyEmail(ports, { email: 'eve@example.net', code: codeOf(waiting) })
  const notice = (await emails()).find(({ subject }) => subject.includes('email address has been changed'))
  await recoverAccount(ports, linkOf(notice))
  await emails()
}

describe('every statement of a long conversation', () => {
  it('finds its rows by an index (LOD-07)', async () => {
    const statements: Recorded = new Map()
    const gatehouse = openGatehouse({
      DB: recordedDatabase(env.DB, statements),
      SEND_ACTIVATION_EMAIL: 'true',
    } as Partial<Env>)
    const { ports } = gatehouse
    const wish = (username: string) => ({ username, email: `${username}@example.com`, password: PASSWORD })
    const NEXT = 'Rt5-harbour-Cormorant'

    const { token } = await registerWithToken(ports, STRICT, wish('ada'))
    await expect(register(ports, STRICT, wish('ada'))).rejects.toThrow('invalid')
    await registerForActivation(ports, STRICT, wish('bob'))
    await resendActivation(ports, 'bob@example.com')
    await activate(ports, linkOf((await gatehouse.emails())[0]))
    const { tokenPair } = await logInForTokenPair(ports, { username: 'ada' }, PASSWORD, 'express')
    const jwt = await logInForTokenPair(ports, { email: 'ada@example.com' }, PASSWORD, 'jwt')
    await logInForToken(ports, { identifier: 'ada' }, PASSWORD)
    gatehouse.wait(301)
    const me = await authenticate(ports, token)
    await refreshTokenPair(ports, tokenPair.refresh)
    await refreshTokenPair(ports, tokenPair.refresh)
    await refreshAccess(ports, jwt.tokenPair.refresh)
    await logOut(ports, tokenPair.access)
    await changeProfile(ports, me, { firstName: 'Ada' })
    await requestLink(ports, { purpose: 'username', address: 'ada@example.com' })
    const name = linkOf((await gatehouse.emails())[0])
    await finishUsernameReset(ports, { ...name, newUsername: 'countess' })
    await changePassword(ports, me, STRICT, { oldPassword: PASSWORD, newPassword: NEXT })
    await requestLink(ports, { purpose: 'reset', address: 'ada@example.com' })
    const link = linkOf((await gatehouse.emails())[0])
    await checkReset(ports, link.token)
    await finishReset(ports, STRICT, { ...link, newPassword: PASSWORD })
    const last = await logInForToken(ports, { username: 'countess' }, PASSWORD)
    const now = await authenticate(ports, last.token)
    const before = { createdAt: gatehouse.clock.now(), id: now.session.id }
    await listSessions(ports, now, undefined)
    await listSessions(ports, now, before)
    await expect(endOwnSession(ports, now, me.session.id)).rejects.toThrow('not_found')
    await listEvents(ports, now, undefined)
    await listEvents(ports, now, { at: before.createdAt, shown: 1 })
    await endOtherSessions(ports, now)
    const stolen = await logInForTokenPair(ports, { username: 'countess' }, PASSWORD, 'express')
    await refreshTokenPair(ports, stolen.tokenPair.refresh)
    gatehouse.wait(10)
    await expect(refreshTokenPair(ports, stolen.tokenPair.refresh)).rejects.toThrow('jwt_ended')
    await gatehouse.settled()
    await proveAndLose(gatehouse)
    await runJobs(ports)
    await ports.check()
    await ports.commit(
      ...ports.sessions.purgeExpired(gatehouse.clock.now()),
      ...ports.oneTimeTokens.purgeExpired(gatehouse.clock.now()),
      ports.outbox.deleteDone(),
      ...ports.events.deleteOld(gatehouse.clock.now(), 90),
      ...ports.budget.purgeExpired(gatehouse.clock.now()),
    )
    await removeAccount(ports, await authenticate(ports, last.token))
    await gatehouse.settled()

    expect(statements.size).toBeGreaterThan(30)
    expect(await scansIn(statements)).toEqual([])
  }, 20_000)
})

describe('the database itself', () => {
  it('lets sessions and links go with their account, and no others', async () => {
    const gatehouse = openGatehouse()
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    for (const { email } of [ada, bob])
      await requestLink(gatehouse.ports, { purpose: 'reset', address: email })
    await gatehouse.settled()
    await env.DB.prepare('delete from accounts where id = ?').bind(ada.id).run()
    for (const table of ['sessions', 'tickets'] as const) {
      const owners = (await rowsOf(table)).map((row) => row.account_id)
      expect(owners, table).not.toContain(ada.id)
      expect(owners, table).toContain(bob.id)
    }
  })

  it('has no row id beside a key of text, but in the outbox, in the order of which emails are shown, and of a few keys', async () => {
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
      `insert into sessions values ('x', '${id}', 'token', 'x', 0, 0, 0, 0, 0, 0, 0, '', null, 'pwd', null)`,
      `insert into tickets values ('x', 'reset', '${id}', 0, 0, null, null, 0, null, 1)`,
    ]
    for (const row of rows) await expect(env.DB.prepare(row).run()).rejects.toThrow('FOREIGN KEY')
  })

  it.each([
    ['accounts', 'username_key'],
    ['accounts', 'email_key'],
    ['sessions', 'token_hash'],
  ] as const)('has each value of %s.%s once', async (table, column) => {
    const gatehouse = openGatehouse()
    await signUp(gatehouse)
    const other = await signUp(gatehouse)
    const owner = table === 'accounts' ? 'id' : 'account_id'
    const steal = env.DB.prepare(
      `update ${table} set ${column} = (select ${column} from ${table} where ${owner} <> ?1) where ${owner} = ?1`,
    )
    await expect(steal.bind(other.id).run()).rejects.toThrow(`UNIQUE constraint failed: ${table}.${column}`)
  })

  it('takes no half of a batch (FLT-06)', async () => {
    const gatehouse = openGatehouse()
    const { ports } = gatehouse
    const { account } = await authenticate(ports, (await signUp(gatehouse)).token)
    const twin = { ...account, id: crypto.randomUUID() }
    const rename = ports.accounts.changeProfile(account.id, { firstName: 'Half' }, 0, [])
    await expect(ports.commit(rename, ports.accounts.insert(twin))).rejects.toMatchObject({ name: 'Taken' })
    expect(await ports.accounts.findById(account.id)).toEqual(account)
  })

  it('says what is wrong when it is not a name or an address that is taken', async () => {
    const { ports } = openGatehouse()
    const broken = {
      ...(await ports.users.list({ after: undefined, limit: 1 }))[0],
      id: crypto.randomUUID(),
      username: null,
    }
    await expect(ports.commit(ports.accounts.insert(broken as never))).rejects.not.toMatchObject({
      name: 'Taken',
    })
  })
})
