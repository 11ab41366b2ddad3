import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import { countedBindings } from '../support/counters.ts'
import { linesLoggedBy } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { disable, PASSWORD, type SignedUp, signUp } from '../support/people.ts'

/*
 * Nobody learns who has an account (group ENU): answers are the same to the byte, and so is the work that is counted
 * before them: links of hashes, round trips and statements.
 */

const { bindings, costOf } = countedBindings()
const WEAK = { PASSWORD_HASH_LINKS: '1', ACCEPT_WEAK_HASH: 'true' }
const gatehouse = openGatehouse({ ...bindings, ...WEAK, SEND_ACTIVATION_EMAIL: 'true' } as Partial<Env>)

const setTo = (assignment: string, { id }: SignedUp) =>
  env.DB.prepare(`update accounts set ${assignment} where id = ?`).bind(id).run()

/** People of every kind that a stranger must not tell apart, all with names of one length. */
async function openUserList() {
  const users = await Promise.all(Array.from({ length: 5 }, () => signUp(gatehouse, 'stranger')))
  const [known, disabled, unusable, waiting, gone] = users as [SignedUp, ...SignedUp[]] as SignedUp[]
  await disable(disabled as SignedUp)
  await setTo("password_hash = '!none'", unusable as SignedUp)
  await setTo('is_active = 0, awaits_activation = 1', waiting as SignedUp)
  await env.DB.prepare('delete from accounts where id = ?').bind(gone?.id).run()
  return { known, disabled, unusable, waiting, gone } as Record<string, SignedUp>
}

/** Everything of an answer that a stranger sees, and what came before it. */
async function seen(path: string, json: object) {
  let answer: unknown
  const cost = await costOf(async () => {
    const response = await gatehouse.request(path, { method: 'POST', json })
    const headers = [...response.headers].filter(([name]) => name !== 'x-request-id')
    answer = { status: response.status, headers, body: await response.text() }
  })
  await gatehouse.settled()
  return { answer, cost }
}

async function allSeen(ask: (person: SignedUp) => [string, object]) {
  const all: Record<string, unknown> = {}
  for (const [kind, person] of Object.entries(await openUserList())) all[kind] = await seen(...ask(person))
  return all
}

function expectAlike(all: Record<string, unknown>) {
  const [first, ...others] = Object.keys(all)
  for (const other of others) expect(all[other], `${other} and ${first}`).toEqual(all[first ?? ''])
}

const wrong = `${PASSWORD}x`

describe('a sign-in that is refused', () => {
  it.each<[string, (person: SignedUp) => [string, object]]>([
    ['the profile API', ({ username }) => ['/api/login/', { username, password: wrong }]],
    ['djoser, for a token', ({ username }) => ['/auth/token/login/', { username, password: wrong }]],
    ['djoser, for JWTs', ({ username }) => ['/auth/jwt/create/', { username, password: wrong }]],
    ['the users API', ({ username }) => ['/api-token-auth/', { username, password: wrong }]],
    ['the Express API', ({ username }) => ['/api/v1/users/login', { username, password: wrong }]],
    [
      'the Express API, by address (ENU-02)',
      ({ email }) => ['/api/v1/users/login', { email, password: wrong }],
    ],
    [
      'the Express API, by either (ENU-02)',
      ({ email }) => ['/api/v1/users/login', { identifier: email, password: wrong }],
    ],
  ])('is the same at %s, for the same work, whoever it is for (ENU-01, ENU-08, ENU-13)', async (_, ask) => {
    expectAlike(await allSeen(ask))
  })

  it('is the same when the password is right and the account is closed (ENU-01)', async () => {
    const { known, disabled, waiting } = await openUserList()
    const seenOf = (person: SignedUp | undefined, password: string) =>
      seen('/auth/token/login/', { username: person?.username, password })
    expectAlike({
      known: await seenOf(known, wrong),
      disabled: await seenOf(disabled, PASSWORD),
      waiting: await seenOf(waiting, PASSWORD),
    })
  })
})

describe('asking for an email', () => {
  it.each([
    ['/auth/users/reset_password/', 204],
    ['/auth/users/reset_username/', 204],
    ['/auth/users/resend_activation/', 204],
    ['/api/password_reset/', 200],
  ])(
    'at %s is the same, for the same work before the answer, whoever it is for (ENU-05, ENU-10)',
    async (path, status) => {
      const all: Record<string, unknown> = {}
      for (const [kind, { email }] of Object.entries(await openUserList())) {
        let response: Response | undefined
        const cost = await costOf(async () => {
          response = await gatehouse.request(path, { method: 'POST', json: { email } })
        })
        const headers = [...(response?.headers ?? [])].filter(([name]) => name !== 'x-request-id')
        all[kind] = { status: response?.status, headers, body: await response?.text(), cost }
        await gatehouse.settled()
      }
      expectAlike(all)
      expect(all.known).toMatchObject({
        status,
        cost: { links: 0, roundTrips: 1, statements: 1, kv: 0, r2: 0 },
      })
    },
  )

  it('is the same while mail is down, and tells only the log (ENU-06)', async () => {
    const send = vi.spyOn(gatehouse.mail, 'send').mockRejectedValue(new Error('down'))
    const users = await openUserList()
    const answers: Record<string, unknown> = {}
    const lines = await linesLoggedBy(async () => {
      for (const kind of ['known', 'gone']) {
        const response = await gatehouse.request('/api/password_reset/', {
          method: 'POST',
          json: { email: users[kind]?.email },
        })
        answers[kind] = [response.status, await response.text()]
      }
      await gatehouse.settled()
    })
    send.mockRestore()
    expectAlike(answers)
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ event: 'job failed', kind: 'email' }])
    for (const { email } of Object.values(users)) expect(lines.join()).not.toContain(email)
  })
})

describe('a key for a new password that does not work', () => {
  it.each(['/api/password_reset/validate_token/', '/api/password_reset/confirm/'])(
    'is refused alike at %s, whatever is wrong with it (ENU-07)',
    async (path) => {
      const own = openGatehouse({ ...WEAK, SEND_ACTIVATION_EMAIL: 'true' } as Partial<Env>)
      const keyOf = async (person: SignedUp) => {
        await own.request('/api/password_reset/', { method: 'POST', json: { email: person.email } })
        return linkOf((await own.emails())[0]).token
      }
      const [used, off, expired] = [await signUp(own), await signUp(own), await signUp(own)]
      const keys = {
        unknown: 'x'.repeat(43),
        used: await keyOf(used),
        disabled: await keyOf(off),
        expired: await keyOf(expired),
      }
      const password = 'Rt5-harbour-Cormorant'
      await own.request('/api/password_reset/confirm/', {
        method: 'POST',
        json: { token: keys.used, password },
      })
      await disable(off)
      own.wait(3600)
      const all: Record<string, unknown> = {}
      for (const [kind, token] of Object.entries(keys)) {
        const response = await own.request(path, { method: 'POST', json: { token, password } })
        const headers = [...response.headers].filter(([name]) => name !== 'x-request-id')
        all[kind] = [response.status, headers, await response.text()]
      }
      expectAlike(all)
    },
  )
})

describe('an account that is not one’s own', () => {
  it.each(['GET', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS'])(
    'is not told from nobody’s by %s (ENU-11, ENU-15)',
    async (method) => {
      const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
      for (const base of ['/api/v1/users', '/auth/users']) {
        const look = async (id: string) => {
          const init = ['PATCH', 'DELETE'].includes(method) ? { json: {} } : {}
          const response = await gatehouse.request(`${base}/${id}/`, { method, token: ada.token, ...init })
          const headers = [...response.headers].filter(([name]) => name !== 'x-request-id')
          return [response.status, headers, await response.text()]
        }
        expect(await look(bob.id)).toEqual(await look(crypto.randomUUID()))
      }
    },
  )
})
