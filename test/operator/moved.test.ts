import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { foreignHash } from '../../src/account/passwords/foreign/foreign-hash.ts'
import { wayBack } from '../../src/account/passwords/way-back.ts'
import { drfTokens } from '../../src/account/sessions/imported/drf-tokens.ts'
import { oldLogin } from '../../src/account/sign-in/old-login/old-login.ts'
import { withoutSeal } from '../../src/ports/way-back.ts'
import { CHEAP, foreignConfig, hashOf, setHash } from '../support/foreign.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everythingAsText, rowsOf } from '../support/rows.ts'
import { commands, terminalOf } from './terminal.ts'

const UNTIL = '2026-12-20'
const kept = wayBack({ until: UNTIL })
const before = openGatehouse({}, { config: { ...foreignConfig, wayBack: kept } })
// As it is once the day is over: the clock of this house is at it.
const asking = oldLogin({ api: 'djoser-token', until: UNTIL })
const after = openGatehouse(
  {},
  { config: { ...foreignConfig, wayBack: kept, oldLogin: asking }, clock: { now: () => Date.parse(UNTIL) } },
)
const give = terminalOf(after)
const END = (isMeant: boolean) => ({ kind: 'end-move', isMeant }) as const

const [, OLD_PASSWORD = '', OLD_HASH = ''] = CHEAP[0] ?? []

let here: SignedUp
let gone: SignedUp
let unread: SignedUp
let asked: SignedUp
let sealedAsked: SignedUp
beforeAll(async () => {
  here = await signUp(before)
  gone = await signUp(before)
  unread = await signUp(before)
  asked = await signUp(before)
  sealedAsked = await signUp(before)
  const { ports } = before
  const seal = async ({ id }: SignedUp, text: string) => kept.seal(ports, id, text)
  await setHash(gone, `${await foreignHash(ports, gone.id, OLD_HASH)}$${await seal(gone, OLD_HASH)}`)
  await setHash(unread, `!$${await seal(unread, 'crypt$ab$abJnggxhB/yWI')}`)
  // A source may have a full stop in its name.
  await setHash(asked, '!old-login,old.site,username,YWRh')
  await setHash(sealedAsked, `!old-login,site,username,YWRh$${await seal(sealedAsked, OLD_HASH)}`)
  const sessionOf = async ({ id }: SignedUp) =>
    (await rowsOf('sessions')).find((row) => row.account_id === id)?.id
  const run = (sql: string, ...values: unknown[]) =>
    env.DB.prepare(sql)
      .bind(...values)
      .run()
  await run(`update accounts set email = '', email_key = null where id = ?`, gone.id)
  await run('insert into imported_sessions values (?, 1), (?, 2)', await sessionOf(gone), 'blacklisted')
  await run(`insert into imported_token_filter values (0, 'AA')`)
  await run('insert into old_rows values (?, ?)', gone.id, await seal(gone, '{}'))
})

describe('npm run admin -- moved --end', () => {
  it('refuses while the Worker still keeps or accepts something', async () => {
    const sessions = [drfTokens({ until: UNTIL })]
    const early = openGatehouse(
      {},
      { config: { ...foreignConfig, wayBack: kept, oldLogin: asking, importedSessions: sessions } },
    )
    const stored = await everythingAsText()
    expect(await terminalOf(early)(END(true))).toEqual({
      refused:
        'gatehouse.config.ts still has importedSessions: drfTokens, oldLogin, wayBack. Take it out and deploy, and then end the move',
      stdout: '',
      stderr: '',
    })
    expect(await everythingAsText()).toBe(stored)
  })

  const lines = `
          3  passwords of people who have not signed in: they need an email to set a new one
          1  of these without an email address: only staff can help them
          1  tokens of the other system, which end
          2  notes on sessions of the other system
          4  passwords that are kept, sealed, for a way back
          1  rows of the other system that are kept, sealed, for a way back`

  it('says what it removes, and asks', async () => {
    const stored = await everythingAsText()
    expect(await give(END(false))).toMatchObject({
      refused: `This removes:${lines}\n  To confirm, add --yes`,
    })
    expect(await everythingAsText()).toBe(stored)
  })

  it('stops after a step, and goes on', async () => {
    expect(await terminalOf(after, { stop: AbortSignal.abort() })(END(true))).toMatchObject({
      code: 1,
      stderr: '✘ Stopped. To continue, run it again\n',
    })
  })

  it('removes it, and nothing else', async () => {
    const hash = await hashOf(here)
    expect(await give(END(true))).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /\n {2}Take importedPasswords and oldLogin and wayBack out of gatehouse\.config\.ts, and deploy\n$/,
      ),
    })
    expect(await Promise.all([here, gone, unread, asked, sealedAsked].map(hashOf))).toEqual([
      withoutSeal(hash),
      ...['!', '!', '!', '!'],
    ])
    expect(await canLogIn(after, here, PASSWORD)).toBe(true)
    expect(await canLogIn(after, gone, OLD_PASSWORD)).toBe(false)
    const sessionOwners = (await rowsOf('sessions')).map((row) => row.account_id)
    expect(sessionOwners).toContain(here.id)
    expect(sessionOwners).not.toContain(gone.id)
    for (const table of ['imported_sessions', 'imported_token_filter', 'old_rows'])
      expect((await env.DB.prepare(`select * from ${table}`).all()).results).toEqual([])
  })

  it('does nothing a second time', async () => {
    const stored = await everythingAsText()
    expect(await give(END(true))).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^✔ Nothing is left of another system\n/),
    })
    expect(await everythingAsText()).toBe(stored)
  })
})

it('tells how many sign-ins were right, and how many the week before', async () => {
  const now = after.ports.clock.now()
  const day = 86_400_000
  const insert = env.DB.prepare('insert into events (kind, account_id, at) values (?, ?, ?)')
  const at = (kind: string, ago: number, times: number) =>
    Array.from({ length: times }, () => insert.bind(kind, here.id, now - ago))
  await env.DB.batch([
    env.DB.prepare('delete from events'),
    ...at('sign_in', 1, 3),
    ...at('sign_in_failed', day - 1, 1),
    ...at('sign_in', day, 9),
    ...at('sign_in_failed', 8 * day - 1, 1),
    ...at('sign_in', 8 * day, 5),
  ])
  const { stdout } = await give({ kind: 'moved' })
  expect(stdout.split('\n').slice(-3)).toEqual([
    '          3   75.0 %  sign-ins that were right, of the last 24 hours',
    '          9   90.0 %  of the seven days before',
    '',
  ])
})

it('finds people by their old id', async () => {
  await env.DB.prepare(`insert into imported_accounts values ('site', '42', ?, 0, 0, '')`).bind(here.id).run()
  expect(await give(commands.show('site:42'))).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(here.id),
  })
  expect(await give(commands.show('site:43'))).toMatchObject({
    refused: 'No account has the username, email address or ID “site:43”',
  })
})
