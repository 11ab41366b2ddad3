import { describe, expect, it } from 'vitest'
import { defineConfig, email } from '../../src/configuration.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { refused } from '../support/refused.ts'
import { newcomer } from './person.ts'

const registering = (own: Parameters<typeof email>[0]) => {
  const gatehouse = openGatehouse({}, { config: defineConfig({ fields: { email: email(own) } }) })
  const { post } = callerOf(gatehouse)
  return (sent: object) => refused(gatehouse, () => post('/auth/users/', { ...newcomer(), ...sent }))
}
const ALIKE = { email: 'harbour-kestrel@example.com', password: 'harbour-kestrel@example' }

describe('a field of an account', () => {
  it.each([
    [{}, 'The password is too similar to the email address.'],
    [{ label: 'E-Mail' }, 'The password is too similar to the E-Mail.'],
  ])('with %j is named so where a password is similar to it', async (own, sentence) => {
    expect(await registering(own)(ALIKE)).toEqual({ status: 400, body: { password: [sentence] } })
  })

  it.each([
    [{}, ['Ensure this field has no more than 254 characters.', 'Enter a valid email address.']],
    [{ maxLength: 320 }, ['Enter a valid email address.']],
  ])('for the address with %j tells of its length, or of its form alone', async (own, email) => {
    expect(await registering(own)({ email: 'a'.repeat(400) })).toEqual({ status: 400, body: { email } })
  })
})
