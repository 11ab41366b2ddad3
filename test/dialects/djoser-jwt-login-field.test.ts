import { describe, expect, it } from 'vitest'
import { checkConfig } from '../../src/http/config-checks/check-config.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { REQUIRED } from './sentences.ts'

/* A LOGIN_FIELD that is not the USERNAME_FIELD: djoser's tokens ask for the one, simplejwt for the other. */

const config = defineConfig({ loginField: 'email', apis: { djoser: { jwtLoginField: 'either' } } })
const gatehouse = openGatehouse({}, { config })
const { post } = callerOf(gatehouse)
const JWTS = { refresh: expect.stringMatching(/^ey/), access: expect.stringMatching(/^ey/) }

describe('jwtLoginField', () => {
  it.each(['/auth/jwt/create/', '/auth/jwt/login/'])('is what %s asks for', async (path) => {
    const { email, username } = await signUp(gatehouse)
    for (const name of [email, username])
      expect(await post(path, { username: name, password: PASSWORD })).toEqual({ status: 200, body: JWTS })
    expect(await refused(gatehouse, () => post(path, { email, password: PASSWORD }))).toEqual({
      status: 400,
      body: { username: REQUIRED },
    })
  })

  it('is not what tokens ask for', async () => {
    const { email, username } = await signUp(gatehouse)
    expect(await post('/auth/token/login/', { email, password: PASSWORD })).toEqual({
      status: 200,
      body: { auth_token: expect.stringMatching(/^[0-9a-f]{40}$/) },
    })
    const byName = { username, password: PASSWORD }
    expect(await refused(gatehouse, () => post('/auth/token/login/', byName))).toEqual({
      status: 400,
      body: { non_field_errors: ['Unable to log in with provided credentials.'] },
    })
  })

  it('is checked', () => {
    const wrong = (jwtLoginField: string) =>
      defineConfig({ apis: { djoser: { jwtLoginField: jwtLoginField as 'email' } } })
    expect(checkConfig(wrong('phone'))).toEqual([
      `apis.djoser.jwtLoginField is "phone", and may be 'username', 'email', 'either'`,
    ])
    const nameless = defineConfig({
      loginField: 'email',
      usernames: false,
      apis: { express: false, djoser: { jwtLoginField: 'username' } },
    })
    expect(checkConfig(nameless)).toEqual(["apis.djoser.jwtLoginField is 'username', and usernames is false"])
    expect(checkConfig(config)).toEqual([])
  })
})
