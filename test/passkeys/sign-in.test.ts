import { describe, expect, it } from 'vitest'
import { type Algorithm, newAuthenticator } from '../support/authenticator.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { addPasskey, signInWith } from '../support/passkeys.ts'
import { signUp } from '../support/people.ts'
import { sessionsOf } from '../support/second-factor.ts'

const gatehouse = openGatehouse()
const { get } = callerOf(gatehouse)

describe('a passkey', () => {
  const algorithms: Algorithm[] = [-7, -8, -257]
  it.each(algorithms)('of algorithm %i is registered and signs in (PKY-01)', async (algorithm) => {
    const ada = await addPasskey(gatehouse, await signUp(gatehouse), await newAuthenticator(algorithm))
    for (const as of ['token', 'jwt', 'express']) {
      const answer = await signInWith(gatehouse, ada, {}, { as })
      expect(answer).toMatchObject({ status: 200, body: { as, level: 2, account: { id: ada.id } } })
      const { token, access } = answer.body as { token?: string; access?: string }
      expect((await get('/account', token ?? access)).status).toBe(200)
    }
    await gatehouse.settled()
    const methods = (await sessionsOf(ada)).map((session) => session.methods).sort()
    expect(methods).toEqual(['passkey', 'passkey', 'passkey', 'pwd passkey'])
  })
})
