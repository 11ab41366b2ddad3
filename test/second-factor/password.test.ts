import { describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import {
  enrol,
  LOGINS,
  NEEDED,
  REQUIRED,
  refusalAt,
  refusedLogin,
  signUpWithFactor,
  tryLogin,
} from '../support/second-factor.ts'

/* A code behind the password: one candidate, and one hash. */

const { bindings, counting } = countedBindings()
const gatehouse = openGatehouse({ ...bindings })
const { post } = callerOf(gatehouse)

async function withPassword(password: string): Promise<SignedUp> {
  const ada = await signUp(gatehouse)
  const changed = await gatehouse.request('/api/v1/users/changePassword', {
    method: 'POST',
    json: { oldPassword: PASSWORD, newPassword: password },
    token: ada.token,
  })
  expect(changed.status).toBe(200)
  return { ...ada, password }
}

const login = async (ada: SignedUp, password: string, path = '/api/login/') => {
  const response = await tryLogin(gatehouse, path, ada, { password })
  return [response.status, response.headers.get('x-otp')]
}

describe('a password that ends in digits', () => {
  it('stays a password, with a code behind it and without (MFA-21)', async () => {
    const plain = await withPassword('Vq7-kestrel-271828')
    expect(await login(plain, plain.password)).toEqual([200, null])
    const ada = await enrol(gatehouse, plain)
    expect(await login(ada, ada.password)).toEqual([401, REQUIRED])
    expect(await login(ada, `${ada.password}${await ada.freshCode()}`)).toEqual([200, null])
    expect(await login(ada, 'Vq7-kestrel-')).toEqual([401, null])
    await gatehouse.settled()
  })

  it('that are the live code is refused once, and right in the next step, for one hash each (MFA-22)', async () => {
    const person = await signUpWithFactor(gatehouse)
    const chance = await person.code(2)
    const password = `Vq7-kestrel-${chance}`
    const changed = await gatehouse.request('/api/v1/users/changePassword', {
      method: 'POST',
      json: { oldPassword: PASSWORD, newPassword: password },
      token: person.token,
    })
    expect(changed.status).toBe(200)
    gatehouse.wait(60)
    const ada = { ...person, password }
    const hashes = async (sent: string) => {
      await gatehouse.settled()
      const count = counting()
      const answer = await login(ada, sent)
      return [...answer, count().links]
    }
    expect(await hashes(password)).toEqual([401, null, 1])
    gatehouse.wait(90)
    expect(await hashes(password)).toEqual([401, REQUIRED, 1])
    expect(await hashes(`${password}${await ada.code()}`)).toEqual([200, null, 1])
  })

  it('may be digits alone, and a code alone is no password (MFA-23)', async () => {
    const digits = await withPassword('83 172 940 662 117'.replaceAll(' ', ''))
    const ada = await enrol(gatehouse, digits)
    expect(await login(ada, ada.password)).toEqual([401, REQUIRED])
    expect(await login(ada, `${ada.password}${await ada.freshCode()}`)).toEqual([200, null])
    expect(await login(ada, await ada.freshCode())).toEqual([401, null])
    expect(await login(ada, ada.recoveryCodes[0] ?? '')).toEqual([401, null])
    await gatehouse.settled()
  })
})

describe('every sign-in', () => {
  it('costs one hash, whoever it is and whatever is sent (MFA-27)', async () => {
    const [ada, bob] = [await signUpWithFactor(gatehouse), await signUp(gatehouse)]
    const code = await ada.freshCode()
    const costs: number[] = []
    for (const [who, sent] of [
      [{ username: 'nobody-at-all' }, {}],
      [{ username: 'nobody-at-all' }, { password: `${PASSWORD}123456` }],
      [bob, {}],
      [bob, { password: `${PASSWORD}123456` }],
      [bob, { password: `${PASSWORD}AAAAA-AAAAA` }],
      [ada, {}],
      [ada, { otp: '000000' }],
      [ada, { password: `${PASSWORD}000000` }],
      [ada, { password: `${PASSWORD}${code}` }],
      [ada, { password: `${PASSWORD}${ada.recoveryCodes[0]}` }],
      [ada, { otp: ada.recoveryCodes[1] }],
    ] as const) {
      await gatehouse.settled()
      const count = counting()
      await tryLogin(gatehouse, '/api/login/', who, sent)
      costs.push(count().links)
    }
    expect(costs).toEqual(Array(11).fill(1))
  })

  it('needs the code in the field where the settings say so', async () => {
    const strict = openGatehouse({ CODE_IN_PASSWORD: 'false' })
    const ada = await signUpWithFactor(strict)
    const sentence = 'A code from your authenticator app is needed to sign in.'
    for (const path of LOGINS)
      expect(await refusedLogin(await tryLogin(strict, path, ada))).toEqual({
        ...refusalAt(path, sentence),
        otp: REQUIRED,
      })
    const appended = await tryLogin(strict, '/api/login/', ada, {
      password: `${PASSWORD}${await ada.freshCode()}`,
    })
    expect([appended.status, appended.headers.get('x-otp')]).toEqual([401, null])
    expect(NEEDED.length).toBeLessThanOrEqual(200)
    await strict.settled()
  })

  it('the password that confirms a change takes no code behind it', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const current_password = `${PASSWORD}${await ada.freshCode()}`
    const changed = await post(
      '/auth/users/set_password/',
      { current_password, new_password: 'Rt5-harbour-Cormorant' },
      ada.token,
    )
    expect(changed).toMatchObject({ status: 400, body: { current_password: ['Invalid password.'] } })
  })
})
