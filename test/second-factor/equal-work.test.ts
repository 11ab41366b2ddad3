import { env } from 'cloudflare:workers'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openGatehouse } from '../support/gatehouse.ts'
import { signUp } from '../support/people.ts'
import { signUpWithFactor, tryLogin } from '../support/second-factor.ts'

/* A clock on a shared machine tells less than the work, which is counted: whatever is refused alike costs the same. */

const gatehouse = openGatehouse()

/** What WebCrypto is asked for. Each is a few microseconds, but for the hash of a password. */
const OPERATIONS = ['sign', 'verify', 'encrypt', 'decrypt', 'digest', 'deriveBits', 'importKey'] as const

/** Counts until it is called, by operation. An HMAC and an unsealing of as few bytes are the same work. */
function counting() {
  const spies = OPERATIONS.map((name) => [name, vi.spyOn(crypto.subtle, name)] as const)
  onTestFinished(() => {
    for (const [, spy] of spies) spy.mockRestore()
  })
  return () => {
    const counts = Object.fromEntries(spies.map(([name, spy]) => [name, spy.mock.calls.length]))
    for (const [, spy] of spies) spy.mockClear()
    const { sign = 0, decrypt = 0, ...others } = counts
    return { ...others, 'sign or decrypt': sign + decrypt }
  }
}

describe('a sign-in that is refused', () => {
  it('costs the same work for everybody and everything that is sent (MFA-28)', async () => {
    const [ada, bob] = [await signUpWithFactor(gatehouse), await signUp(gatehouse)]
    const nobody = { username: 'nobody-at-all' }
    const carl = await signUpWithFactor(gatehouse)
    await env.DB.prepare('update accounts set is_active = 0 where id = ?').bind(carl.id).run()
    const everybody = [nobody, bob, ada, carl]
    // What is at the end of the password, and how much of WebCrypto it costs beside the hash.
    const ends = [
      { end: '', importKey: 1, macs: 4 },
      { end: '271828', importKey: 2, macs: 7 },
      { end: await ada.freshCode(), importKey: 2, macs: 7 },
      { end: 'AAAAA-AAAAA', importKey: 1, macs: 5 },
      { end: ada.recoveryCodes[0] ?? '', importKey: 1, macs: 5 },
    ]
    const wrong = async (who: { username: string }, end: string) =>
      (await tryLogin(gatehouse, '/api/login/', who, { password: `wrong${end}` })).status
    // Keys that are derived once are there by now.
    for (const who of everybody) await wrong(who, '')
    await gatehouse.settled()
    const count = counting()
    for (const { end, importKey, macs } of ends)
      for (const who of everybody) {
        count()
        const status = await wrong(who, end)
        expect({ status, ...count() }, `${who.username} ${end}`).toEqual({
          status: 401,
          verify: 0,
          encrypt: 0,
          digest: 0,
          deriveBits: 1,
          importKey,
          'sign or decrypt': macs,
        })
        await gatehouse.settled()
      }
  })
})
