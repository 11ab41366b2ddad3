import { describe, expect, it } from 'vitest'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import {
  factorOf,
  LOGINS,
  NEEDED,
  REQUIRED,
  refusalAt,
  refusedLogin,
  sessionsOf,
  signUpWithFactor,
  tryLogin,
  WRONG,
} from '../support/second-factor.ts'

const gatehouse = openGatehouse()

describe.each(LOGINS)('a sign-in with a second factor at %s', (path) => {
  it('takes a code in the field, in the header and behind the password (MFA-02, MFA-03, MFA-04)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const ways = [
      async () => ({ otp: await ada.freshCode() }),
      async () => ({ header: await ada.freshCode() }),
      async () => ({ password: `${PASSWORD}${await ada.freshCode()}` }),
      async () => ({ otp: ada.recoveryCodes[0] }),
      async () => ({ header: ada.recoveryCodes[1]?.toLowerCase() ?? '' }),
      async () => ({ password: `${PASSWORD}${ada.recoveryCodes[2]}` }),
    ]
    for (const way of ways) {
      const response = await tryLogin(gatehouse, path, ada, await way())
      expect([response.status, response.headers.get('x-otp')]).toEqual([200, null])
    }
    const methods = (await sessionsOf(ada)).map((session) => session.methods).sort()
    // The session that the factor was turned on in is one of them.
    expect(methods).toEqual([...Array(4).fill('pwd otp'), ...Array(3).fill('pwd recovery')])
  })

  it('asks for a code, in its own words, after the right password alone (MFA-05, MFA-30)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const before = await sessionsOf(ada)
    const response = await tryLogin(gatehouse, path, ada)
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(response.status).not.toBe(200)
    expect(await refusedLogin(response)).toEqual({ ...refusalAt(path, NEEDED), otp: REQUIRED })
    await gatehouse.settled()
    expect(await sessionsOf(ada)).toEqual(before)
  })

  it('refuses a wrong code, and one that was used (MFA-06, MFA-09)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const used = await ada.freshCode()
    expect((await tryLogin(gatehouse, path, ada, { otp: used })).status).toBe(200)
    const before = await sessionsOf(ada)
    const wrong = { isWrong: true }
    for (const [sent, answer, otp] of [
      [{ otp: '000000' }, refusalAt(path, WRONG, { ...wrong, inField: true }), 'invalid'],
      [{ header: '000000' }, refusalAt(path, WRONG, wrong), 'invalid'],
      [{ otp: used }, refusalAt(path, WRONG, { ...wrong, inField: true }), 'used'],
      [{ otp: await ada.code(-1) }, refusalAt(path, WRONG, { ...wrong, inField: true }), 'used'],
      [{ password: `${PASSWORD}${used}` }, refusalAt(path, WRONG, wrong), 'used'],
    ] as const)
      expect(await refusedLogin(await tryLogin(gatehouse, path, ada, sent))).toEqual({ ...answer, otp })
    await gatehouse.settled()
    expect(await sessionsOf(ada)).toEqual(before)
  })

  it('answers a wrong password as without a factor, whatever the code (MFA-07)', async () => {
    const [ada, bob] = [await signUpWithFactor(gatehouse), await signUp(gatehouse)]
    const code = await ada.freshCode()
    const without = await tryLogin(gatehouse, path, bob, { password: 'wrong-horse' })
    const expected = [without.status, await without.text(), without.headers.get('x-otp')]
    for (const sent of [
      { password: 'wrong-horse' },
      { password: 'wrong-horse', otp: code },
      { password: 'wrong-horse', header: code },
      { password: `wrong-horse${code}` },
      { password: `${PASSWORD}000000` },
    ]) {
      const response = await tryLogin(gatehouse, path, ada, sent)
      expect([response.status, await response.text(), response.headers.get('x-otp')]).toEqual(expected)
    }
    await gatehouse.settled()
  })

  it('passes one step before and after, and no further (MFA-08)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    gatehouse.wait(300)
    const statuses: boolean[] = []
    for (const step of [-2, 2, -1, 0, 1])
      statuses.push((await tryLogin(gatehouse, path, ada, { otp: await ada.code(step) })).status === 200)
    expect(statuses).toEqual([false, false, true, true, true])
    await gatehouse.settled()
  })
})

describe('a code', () => {
  it('may be a number, or have blanks, and nothing else is one (MFA-25)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const path = '/auth/jwt/create/'
    const withZero = async (): Promise<string> => {
      const code = await ada.freshCode()
      return code.startsWith('0') ? code : withZero()
    }
    const spaced = async () => ` ${(await ada.freshCode()).replace(/^.../, '$& - ')} `
    for (const write of [async () => Number(await withZero()), spaced])
      expect((await tryLogin(gatehouse, path, ada, { otp: await write() })).status).toBe(200)
    const code = await ada.freshCode()
    const wide = [...code].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('')
    const isWrong = { ...refusalAt(path, WRONG, { isWrong: true, inField: true }), otp: 'invalid' }
    for (const otp of [wide, '1'.repeat(1000)])
      expect(await refusedLogin(await tryLogin(gatehouse, path, ada, { otp }))).toEqual(isWrong)
    for (const otp of [[code], { code }, true]) {
      const answer = await tryLogin(gatehouse, path, ada, { otp })
      expect([answer.status, await answer.json()]).toEqual([400, { otp: ['Not a valid string.'] }])
    }
    for (const otp of [null, ''])
      expect(await refusedLogin(await tryLogin(gatehouse, path, ada, { otp }))).toEqual({
        ...refusalAt(path, NEEDED),
        otp: REQUIRED,
      })
    await gatehouse.settled()
  })

  it('is in the field, or else in the header, or else behind the password (MFA-24)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const path = '/auth/token/login/'
    const at = async (sent: object) => (await tryLogin(gatehouse, path, ada, sent)).status
    const appended = async () => `${PASSWORD}${await ada.freshCode()}`
    expect(await at({ password: await appended(), otp: await ada.code() })).toBe(400)
    expect(await at({ password: await appended(), header: await ada.code() })).toBe(400)
    expect(await at({ otp: '000000', header: await ada.freshCode() })).toBe(400)
    expect(await at({ otp: await ada.freshCode(), header: '000000' })).toBe(200)
    await gatehouse.settled()
  })

  it('may come after white space (MFA-26)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const password = `${PASSWORD} ${await ada.freshCode()}`
    expect((await tryLogin(gatehouse, '/api/login/', ada, { password })).status).toBe(200)
  })

  it('sent for an account without a factor, changes nothing', async () => {
    const bob = await signUp(gatehouse)
    for (const otp of ['123456', 12, null])
      expect((await tryLogin(gatehouse, '/api/login/', bob, { otp, header: '1' })).status).toBe(200)
    expect(await factorOf(bob)).toBeNull()
  })
})
