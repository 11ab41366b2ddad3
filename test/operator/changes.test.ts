import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AdminAction } from '../../src/cli/commands/admin/admin-request.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'
import { terminalOf } from './terminal.ts'

const gatehouse = openGatehouse()
const give = terminalOf(gatehouse)
const NEXT = 'Rt5-harbour-Cormorant'
let ada: SignedUp

beforeAll(async () => {
  await signUp(gatehouse, 'other')
})
beforeEach(async () => {
  ada = await signUp(gatehouse, 'ada')
})

const done = (sentence: string) => ({ code: 0, stdout: `✔ ${ada.username} ${sentence}\n`, stderr: '' })
const json = (object: object) => ({
  code: 0,
  stdout: `${JSON.stringify({ id: ada.id, ...object })}\n`,
  stderr: '',
})
const lastEvent = async () => {
  const events = (await rowsOf('events')).filter(({ account_id }) => account_id === ada.id)
  const { kind, actor_id, note } = events.at(-1) ?? {}
  return { kind, actor_id, note }
}
const by = (kind: string, note: string | null = null) => ({ kind, actor_id: 'operator', note })
const expectRefusal = async (command: AdminAction, sentence: string, typed?: string) =>
  expect(await refused(gatehouse, () => give(command, typed))).toEqual({
    refused: sentence,
    stdout: '',
    stderr: '',
  })

describe('set-password', () => {
  const command = () => ({ kind: 'set-password', who: ada.username, isGenerated: false }) as const

  it('sets it, ends every session, and tells the owner', async () => {
    const before = (await gatehouse.emails()).length
    expect(await give(command(), NEXT)).toEqual(done('has a new password and is signed out everywhere'))
    expect(await canLogIn(gatehouse, ada, NEXT)).toBe(true)
    expect(await canLogIn(gatehouse, ada, PASSWORD)).toBe(false)
    expect((await gatehouse.request('/auth/users/me/', { token: ada.token })).status).toBe(401)
    const [email, ...others] = await gatehouse.emails()
    expect([email?.to, others.length]).toEqual([ada.email, before])
    expect(
      (await rowsOf('events')).filter(
        ({ account_id, kind }) => account_id === ada.id && kind === 'password_changed',
      ),
    ).toMatchObject([{ actor_id: 'operator', session_id: null, user_agent: '' }])
  })

  it('makes one up and shows it once, for programs as JSON', async () => {
    const answer = (await give({ ...command(), isGenerated: true, asJson: true })) as { stdout: string }
    const { password, ...others } = JSON.parse(answer.stdout)
    expect(others).toEqual({ id: ada.id, did: 'set-password', changed: true })
    expect(await canLogIn(gatehouse, ada, password)).toBe(true)
  })

  it.each([
    ['123456', 'The password is too short: 8 characters at least'],
    ['', 'The password is missing'],
  ])('refuses %s as a registration does, and changes nothing', async (typed, sentence) => {
    const answer = await refused(gatehouse, () => give(command(), typed))
    expect((answer as { refused: string }).refused).toContain(sentence)
  })
})

describe('delete', () => {
  it('asks back, and deletes the account', async () => {
    const command = { kind: 'delete', who: ada.email } as const
    await expectRefusal(
      { ...command, isMeant: false },
      `This deletes ${ada.username} permanently, with all sessions and pictures.\n  To confirm, add --yes`,
    )
    expect(await give({ ...command, isMeant: true })).toEqual(done('is deleted'))
    expect(await lastEvent()).toEqual(by('account_deleted'))
    expect((await rowsOf('accounts')).some(({ id }) => id === ada.id)).toBe(false)
    expect((await gatehouse.request('/auth/users/me/', { token: ada.token })).status).toBe(401)
  })
})

describe('emails', () => {
  it('are sent to choose a password, and to confirm the address', async () => {
    const { email: who } = ada
    expect(await give({ kind: 'send-reset', who })).toEqual(
      done('is sent the email to choose a new password'),
    )
    expect((await gatehouse.emails())[0]).toMatchObject({ to: ada.email })
    expect(await lastEvent()).toEqual(by('reset_sent'))
    expect(await give({ kind: 'send-verification', who, asJson: true })).toEqual(
      json({ did: 'send-verification', changed: true }),
    )
    expect(await lastEvent()).toEqual(by('verification_sent'))
    await give({ kind: 'disable', who: ada.id })
    const before = (await gatehouse.emails()).length
    expect(await give({ kind: 'send-reset', who: ada.id })).toEqual(
      done('has no email address, or may not sign in. Nothing was changed'),
    )
    expect((await gatehouse.emails()).length).toBe(before)
  })
})

describe('edit', () => {
  it('changes a profile, and tells the owner of a new address', async () => {
    const edit = { email: 'new@example.org', firstName: 'Ada' }
    expect(await give({ kind: 'edit', who: ada.id, edit })).toEqual(done('is changed'))
    const row = (await rowsOf('accounts')).find(({ id }) => id === ada.id)
    expect(row).toMatchObject({ email: 'new@example.org', first_name: 'Ada', email_verified_at: null })
    expect(await lastEvent()).toEqual(by('address_changed'))
    expect(await give({ kind: 'edit', who: ada.id, edit: { lastName: 'Lovelace' } })).toEqual(
      done('is changed'),
    )
    expect(await lastEvent()).toEqual(by('profile_changed'))
  })

  it('refuses what the APIs refuse, and nothing at all', async () => {
    const command = (edit: object) => ({ kind: 'edit', who: ada.id, edit }) as const
    await expectRefusal(command({ email: 'nope' }), 'The email address is not valid')
    await expectRefusal(command({ username: 'a b' }), 'A username may have letters, digits and @ . + - _')
    await expectRefusal(command({}), 'Say what to change: --email, for one')
  })
})

describe('sessions and events', () => {
  it('are listed with headers, or for programs, and one session is ended', async () => {
    const [session] = (await rowsOf('sessions')).filter(({ account_id }) => account_id === ada.id)
    const at = '2026-11-20T08:00:00.000Z'
    const list = { kind: 'sessions', who: ada.id, limit: 50 } as const
    const { stdout } = (await give(list)) as { stdout: string }
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/).filter(Boolean))).toEqual([
      ['ID', 'KIND', 'OPENED', 'LAST SEEN', 'WHERE'],
      [session?.id, 'token', at, at, '–'],
      [],
    ])
    const told = (await give({ ...list, asJson: true })) as { stdout: string }
    expect(JSON.parse(told.stdout)).toMatchObject({ id: session?.id, kind: 'token', created_at: at })
    const end = { kind: 'end-session', who: ada.id, session: String(session?.id) } as const
    expect(await give(end)).toEqual(done('has one session less'))
    expect(await lastEvent()).toEqual(by('session_ended'))
    expect(await give(list)).toMatchObject({ stdout: 'Signed in nowhere\n' })
    await expectRefusal(end, 'There is none with this ID, or none any more')

    await give({ kind: 'disable', who: ada.id, reason: 'Spam' })
    const events = (await give({ kind: 'events', who: ada.id, limit: 2, asJson: true })) as { stdout: string }
    expect(
      events.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { at, kind: 'disabled', by: 'operator', note: 'Spam' },
      { at, kind: 'session_ended', by: 'operator', note: null },
    ])
  })

  it('forget-tries lets somebody in without a wait', async () => {
    for (let time = 0; time < 12; time++) await canLogIn(gatehouse, ada, 'wrong')
    expect(await give({ kind: 'forget-tries', who: ada.id })).toEqual(done('can sign in without a wait'))
    expect(await canLogIn(gatehouse, ada, PASSWORD)).toBe(true)
    expect(
      (await rowsOf('events')).some(
        (event) => event.account_id === ada.id && event.kind === 'tries_forgotten',
      ),
    ).toBe(true)
  })
})
