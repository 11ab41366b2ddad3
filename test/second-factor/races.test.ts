import { describe, expect, it } from 'vitest'
import { openGatehouse } from '../support/gatehouse.ts'
import { factorOf, LOGINS, sessionsOf, signUpWithFactor, tryLogin } from '../support/second-factor.ts'

const gatehouse = openGatehouse({ LOGIN_TRIES: '1000' })
const TWENTY = Array.from({ length: 20 }, (_, at) => at)

const methodsOf = async (ada: { id: string }) => (await sessionsOf(ada)).map(({ methods }) => methods).sort()

describe('one code', () => {
  it('opens one session, of twenty sign-ins at once at all APIs (MFA-10)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const otp = await ada.freshCode()
    const answers = await Promise.all(
      TWENTY.map((at) => tryLogin(gatehouse, LOGINS[at % LOGINS.length] ?? '', ada, { otp })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    await gatehouse.settled()
    expect(await methodsOf(ada)).toEqual(['pwd otp', 'pwd otp'])
  })

  it('of recovery works once, also of twenty at once (MFA-11)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const [otp] = ada.recoveryCodes
    const answers = await Promise.all(
      TWENTY.map((at) => tryLogin(gatehouse, LOGINS[at % LOGINS.length] ?? '', ada, { otp })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    await gatehouse.settled()
    expect(await methodsOf(ada)).toEqual(['pwd otp', 'pwd recovery'])
  })
})

describe('recovery codes', () => {
  it('two at once open two sessions, and both are gone (MFA-12)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const answers = await Promise.all(
      ada.recoveryCodes.slice(0, 2).map((otp) => tryLogin(gatehouse, '/api/login/', ada, { otp })),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    await gatehouse.settled()
    expect(String((await factorOf(ada))?.recovery)).toMatch(/^([\w-]{22},){8}$/)
  })

  it('each of the ten works after another was used (MFA-13)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    for (const otp of ada.recoveryCodes)
      expect((await tryLogin(gatehouse, '/auth/jwt/create/', ada, { otp })).status).toBe(200)
    expect((await factorOf(ada))?.recovery).toBe('')
    const refused = await tryLogin(gatehouse, '/auth/jwt/create/', ada)
    expect(refused.headers.get('x-otp')).toBe('required; methods="totp"')
    await gatehouse.settled()
  })

  it('of another account are refused (MFA-14)', async () => {
    const [ada, bob] = [await signUpWithFactor(gatehouse), await signUpWithFactor(gatehouse)]
    const response = await tryLogin(gatehouse, '/api/login/', ada, { otp: bob.recoveryCodes[0] })
    expect([response.status, response.headers.get('x-otp')]).toEqual([401, 'invalid'])
    expect((await tryLogin(gatehouse, '/api/login/', bob, { otp: bob.recoveryCodes[0] })).status).toBe(200)
    await gatehouse.settled()
  })
})
