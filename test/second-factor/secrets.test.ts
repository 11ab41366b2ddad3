import { describe, expect, it, vi } from 'vitest'
import { toBase32 } from '../../src/account/second-factor/totp.ts'
import { toBase64, toHex } from '../../src/ports/bytes.ts'
import { fromBase32 } from '../support/base32.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD } from '../support/people.ts'
import { everythingAsText, rowsOf } from '../support/rows.ts'
import { type Enrolled, factorOf, signUpWithFactor, tryLogin } from '../support/second-factor.ts'
import { SECRETS } from '../support/secrets.ts'

const trust = async (gatehouse: ReturnType<typeof openGatehouse>, ada: Enrolled) => {
  const response = await gatehouse.request('/account/login', {
    method: 'POST',
    json: { username: ada.username, password: PASSWORD, otp: await ada.freshCode(), trust: true },
  })
  expect(response.status).toBe(200)
  return response.headers.get('x-trusted-client') ?? ''
}

describe('what is kept of a second factor', () => {
  it('holds no secret, code or token, and neither does a log line, an event or an email (MFA-16, MFA-29)', async () => {
    const lines: unknown[] = []
    for (const method of ['log', 'error', 'warn'] as const)
      vi.spyOn(console, method).mockImplementation((...said) => void lines.push(said))
    const gatehouse = openGatehouse({ REQUEST_LOG: 'true' })
    const ada = await signUpWithFactor(gatehouse)
    const token = await trust(gatehouse, ada)
    const [used, appended] = [await ada.freshCode(), `${PASSWORD}${ada.recoveryCodes[1]}`]
    for (const sent of [
      { otp: used },
      { otp: used },
      { password: appended },
      { password: 'wrong-horse' },
      { otp: '918273' },
    ])
      await tryLogin(gatehouse, '/auth/jwt/create/', ada, sent)
    const again = await gatehouse.request('/account/login', {
      method: 'POST',
      json: { username: ada.username, password: PASSWORD },
    })
    const { sign_in } = await again.json<{ sign_in: string }>()
    const emails = JSON.stringify(await gatehouse.emails())
    vi.restoreAllMocks()
    expect(lines.length).toBeGreaterThan(5)

    const { secret } = ada.totp
    const spellings = [toBase32(secret), toHex(secret), toBase64(secret)]
    const codes = ada.recoveryCodes.flatMap((code) => [code, code.replace('-', '')])
    const secrets = [...spellings, ...codes, token, sign_in, PASSWORD, 'wrong-horse']
    const stored = await everythingAsText()
    const said = JSON.stringify(lines)
    for (const each of secrets)
      expect([each, stored.includes(each), said.includes(each), emails.includes(each)]).toEqual([
        each,
        false,
        false,
        false,
      ])
    const events = JSON.stringify(await rowsOf('events'))
    for (const code of [used, '918273'])
      expect(said.includes(code) || emails.includes(code) || events.includes(code)).toBe(false)
    expect(fromBase32(toBase32(secret))).toEqual(secret)
  })
})

describe('a master key', () => {
  const next = { kty: 'oct', kid: '2', k: 'x0Fyq3mX1dEr4PWnq0Jt6m8Hc2VbYzKsLgQpRuTiAoE' }
  const [old] = JSON.parse(SECRETS.MASTER_KEYS).keys
  const withKeys = (...keys: object[]) => openGatehouse({ MASTER_KEYS: JSON.stringify({ keys }) })

  it('that is rotated leaves codes, recovery codes and trusted clients good, and a use writes anew (MFA-54)', async () => {
    const before = openGatehouse()
    const ada = await signUpWithFactor(before)
    const token = await trust(before, ada)
    const after = withKeys(next, old)
    after.wait(600)
    const codeOf = async (house: typeof after) => {
      const { codesAt, stepAt } = await import('../../src/account/second-factor/totp.ts')
      return (await codesAt(ada.totp, [stepAt(ada.totp, house.clock.now())]))[0]
    }
    const status = async (house: typeof after, sent: object) => {
      const answer = (await tryLogin(house, '/api/login/', ada, sent)).status
      await house.settled()
      return answer
    }
    expect(await status(after, { headers: { 'x-trusted-client': token } })).toBe(200)
    expect(await status(after, { otp: ada.recoveryCodes[0] })).toBe(200)
    expect(String((await factorOf(ada))?.totp)).toMatch(/^1\./)
    expect(await status(after, { otp: await codeOf(after) })).toBe(200)
    expect(String((await factorOf(ada))?.totp)).toMatch(/^2\./)

    const killed = withKeys(next)
    killed.wait(1200)
    expect(await status(killed, { otp: await codeOf(killed) })).toBe(200)
    expect(await status(killed, { otp: ada.recoveryCodes[1] })).toBe(401)
    expect(await status(killed, { headers: { 'x-trusted-client': token } })).toBe(401)
  })

  it('that is gone refuses its codes, and is never a fault (MFA-54)', async () => {
    const before = openGatehouse()
    const ada = await signUpWithFactor(before)
    const rotated = withKeys(next, old)
    // The password is hashed anew, and nothing else.
    expect((await tryLogin(rotated, '/api/login/', ada)).headers.get('x-otp')).toContain('required')
    await rotated.settled()
    const killed = withKeys(next)
    killed.wait(600)
    const refused = await tryLogin(killed, '/api/login/', ada, { otp: await ada.freshCode() })
    expect([refused.status, refused.headers.get('x-otp')]).toEqual([401, 'invalid'])
    const appended = await tryLogin(killed, '/api/login/', ada, { password: `${PASSWORD}123456` })
    expect(appended.status).toBe(401)
    await killed.settled()
  })
})
