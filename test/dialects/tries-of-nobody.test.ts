import { describe, expect, it } from 'vitest'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { elsewhere, HOME, openFrom, WRONG } from '../support/guesses.ts'
import { PASSWORD, signUp } from '../support/people.ts'

const from = openFrom(openGatehouse())

describe('tries with the name of nobody', () => {
  const login = (at: AppEnv, names: object) =>
    at
      .request('/account/login', { method: 'POST', json: { ...names, password: WRONG } })
      .then(({ status }) => status)
  const afterTen = async (tried: object, then: object) => {
    const at = from(elsewhere())
    for (let time = 0; time < 10; time++) await login(at, tried)
    return login(at, then)
  }

  it('wait as for an account, with the same text as a username and as an address (ENU-12)', async () => {
    const { email: known } = await signUp(from(HOME))
    for (const email of [known, 'nobody-12@example.com']) {
      expect(await afterTen({ username: email }, { email })).toBe(401)
      expect(await afterTen({ email }, { identifier: email.toUpperCase() })).toBe(429)
    }
    const { username: name } = await signUp(from(HOME))
    for (const username of [name, 'nobody-12'])
      expect(await afterTen({ username }, { identifier: username.toUpperCase() })).toBe(429)
  })

  it('wait as for an account, however the domain of an address is written', async () => {
    const address = (name: string, domain: string) => ({ email: `${name}@${domain}` })
    const person = { username: 'idn-12', password: PASSWORD, ...address('idn-12', 'bücher.example') }
    const { status } = await from(HOME).request('/auth/users/', { method: 'POST', json: person })
    expect(status).toBe(201)
    for (const name of ['idn-12', 'nobody-idn-12'])
      expect(await afterTen(address(name, 'bücher.example'), address(name, 'xn--bcher-kva.example'))).toBe(
        429,
      )
  })
})
