import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { afterwards } from '../../../src/ports/afterwards.ts'
import { callerOf } from '../../support/caller.ts'
import { linesLoggedBy } from '../../support/faults.ts'
import { fragileBindings } from '../../support/fragile-bindings.ts'
import { openGatehouse } from '../../support/gatehouse.ts'
import { linkOf } from '../../support/links.ts'
import { canLogIn, logInForJwt, PASSWORD, signUp } from '../../support/people.ts'
import { everything, rowsOf } from '../../support/rows.ts'
import { SETTINGS } from './town.ts'

const { bindings, begin, calls } = fragileBindings()
const gatehouse = openGatehouse({ ...SETTINGS, ...bindings })
const { get, post, call } = callerOf(gatehouse)
const NEXT = 'Rt5-harbour-Cormorant'

beforeEach(() => {
  begin()
  vi.spyOn(console, 'error').mockImplementation(() => {})
  return () => vi.restoreAllMocks()
})

describe('a refresh of which nobody knows whether it was made', () => {
  it('is to be asked for again at once, and then works: nobody takes the owner for a thief (FLT-03)', async () => {
    const { refresh } = await logInForJwt(gatehouse, await signUp(gatehouse))
    const session = JSON.stringify(await rowsOf('sessions'))
    begin({ part: 'D1', at: 0, fault: 'answer lost', later: 'lost' })
    expect(await post('/auth/jwt/refresh/', { refresh })).toEqual({
      status: 503,
      body: { detail: 'Service temporarily unavailable, try again later.' },
      retryAfter: '1',
    })
    expect(JSON.stringify(await rowsOf('sessions'))).not.toBe(session)

    begin()
    gatehouse.wait(1)
    const answer = await post('/auth/jwt/refresh/', { refresh })
    expect(answer.status).toBe(200)
    const { access } = answer.body as { access: string }
    expect((await get('/auth/users/me/', access)).status).toBe(200)
    expect((await rowsOf('events')).filter(({ kind }) => kind === 'refresh_reuse')).toEqual([])
  })
})

describe('a page of an email of which nobody knows whether it was done', () => {
  it('does not say that nothing was changed (FLT-03)', async () => {
    const ada = await signUp(gatehouse)
    await post('/auth/users/reset_password/', { email: ada.email })
    const link = linkOf(
      (await gatehouse.emails()).find(({ subject }) => subject.startsWith('Password reset')),
    )
    const body = new URLSearchParams({ ...link, new_password: NEXT })
    begin()
    await call('GET', `/password/reset?${new URLSearchParams(link)}`)
    const reads = calls().length
    begin({ part: 'D1', at: reads, fault: 'answer lost', later: 'overloaded' })
    const answer = await call('POST', '/password/reset', { body })
    expect([answer.status, answer.retryAfter]).toEqual([503, '60'])
    expect(answer.body).toContain(
      'If the page then says that the link no longer works, your first try worked.',
    )
    expect(answer.body).not.toContain('Nothing was changed')
    begin()
    expect(await canLogIn(gatehouse, ada, NEXT)).toBe(true)
    expect((await call('POST', '/password/reset', { body })).status).toBe(410)
  })
})

describe('a request that is cut off while it hashes, as at the limit of CPU time', () => {
  it.each<[string, (token: string, username: string) => Promise<unknown>]>([
    [
      'registration',
      () => post('/auth/users/', { username: 'eve', password: PASSWORD, email: 'e@example.com' }),
    ],
    ['sign-in', (_, username) => post('/auth/token/login/', { username, password: PASSWORD })],
    [
      'change of password',
      (token) => post('/auth/users/set_password/', { current_password: PASSWORD, new_password: NEXT }, token),
    ],
  ])('changes nobody: %s (FLT-17, FLT-18)', async (_, ask) => {
    const ada = await signUp(gatehouse)
    await gatehouse.settled()
    const users = async () => {
      const { accounts, sessions, oneTimeTokens, outbox } = (await everything()).tables
      return { accounts, sessions, oneTimeTokens, outbox }
    }
    const before = await users()
    const derive = vi.spyOn(crypto.subtle, 'deriveBits').mockImplementation(() => {
      throw new Error('Worker exceeded CPU time limit.')
    })
    expect(await ask(ada.token, ada.username)).toMatchObject({ status: 500 })
    expect(derive).toHaveBeenCalled()
    derive.mockRestore()
    expect(await users()).toEqual(before)
    expect(await canLogIn(gatehouse, ada, PASSWORD)).toBe(true)
  })
})

describe('a database that is not the one that the code was written for', () => {
  it('is 503 and says nothing of it, writes no half, and works once it is migrated (FLT-23)', async () => {
    const ada = await signUp(gatehouse)
    const before = await rowsOf('accounts')
    await env.DB.exec('alter table tickets rename column sealed to later')
    const wish = { username: 'zoe', email: 'zoe@example.com', password: PASSWORD }
    const late = {
      status: 503,
      body: { detail: 'Service temporarily unavailable, try again later.' },
      retryAfter: '60',
    }
    const lines = await linesLoggedBy(async () => {
      expect(await post('/api/v1/users/', wish)).toEqual(late)
    })
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ event: 'misconfigured' }])
    expect(await rowsOf('accounts')).toEqual(before)
    await env.DB.exec('alter table tickets rename column later to sealed')
    expect((await post('/api/v1/users/', wish)).status).toBe(201)
    expect((await get('/auth/users/me/', ada.token)).status).toBe(200)
  })
})

describe('clocks that differ by two minutes', () => {
  it('revive nothing that was ended, and end nothing early but what has expired there (FLT-19)', async () => {
    const [early, late] = [openGatehouse(SETTINGS), openGatehouse(SETTINGS)]
    early.wait(-120)
    late.wait(120)
    const ada = await signUp(gatehouse)
    const readBy = async (reader: typeof early, token: string) =>
      (await callerOf(reader).get('/auth/users/me/', token)).status
    const old = [await logInForJwt(early, ada), await logInForJwt(late, ada)]
    for (const { access } of old)
      for (const reader of [early, late]) expect(await readBy(reader, access)).toBe(200)

    expect((await callerOf(early).call('DELETE', '/account/sessions', { token: ada.token })).status).toBe(204)
    for (const { access } of old)
      for (const reader of [early, late]) expect(await readBy(reader, access)).toBe(401)

    const { access } = await logInForJwt(early, ada)
    late.wait(59)
    expect(await readBy(late, access)).toBe(200)
    late.wait(2)
    expect(await readBy(late, access)).toBe(401)
    expect(await readBy(early, access)).toBe(200)
  })
})

describe('what fails after the answer', () => {
  it('is logged by its innermost fault, without what the statement held (FLT-25)', async () => {
    const fault = new Error('D1_ERROR: Network connection lost.')
    const wrapped = new Error('Failed query: update accounts … params: ada@example.com', { cause: fault })
    const lines = await linesLoggedBy(() => afterwards(Promise.reject(wrapped)))
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { event: 'failed after the answer', name: 'Error', message: fault.message },
    ])
  })
})
