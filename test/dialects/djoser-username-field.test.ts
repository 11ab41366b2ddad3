import { describe, expect, it } from 'vitest'
import { defineConfig, email, text } from '../../src/configuration.ts'
import { checkConfig } from '../../src/http/config-checks/check-config.ts'
import { member } from '../fields/person.ts'
import { freshAddress } from '../support/by-email.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD, proveAddress } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { noMoreThan, REQUIRED } from './sentences.ts'

/* A user model with usernames whose USERNAME_FIELD is the email address. */

const config = defineConfig({ apis: { djoser: { usernameField: 'email' } } })
const gatehouse = openGatehouse({}, { config })
const { get, post } = callerOf(gatehouse)
const confirm = (json: object) => post('/auth/users/reset_email_confirm/', json)

describe('USERNAME_FIELD', () => {
  it('is what set_email changes, and set_username is not there', async () => {
    const { username, token } = await member(gatehouse)
    const next = freshAddress()
    const sent = { current_password: PASSWORD, new_email: next }
    expect(await post('/auth/users/set_email/', sent, token)).toEqual({ status: 204 })
    expect((await get('/auth/users/me/', token)).body).toEqual({
      id: expect.any(String),
      username,
      email: next,
    })
    const old = { current_password: PASSWORD, new_username: 'another' }
    expect(await refused(gatehouse, () => post('/auth/users/set_username/', old, token))).toMatchObject({
      status: 404,
    })
    expect(await refused(gatehouse, () => post('/auth/users/set_email/', {}, token))).toEqual({
      status: 400,
      body: { current_password: REQUIRED, new_email: REQUIRED },
    })
  })

  it('is what reset_email changes, by its link', async () => {
    const { id, email, username, token } = await member(gatehouse)
    await proveAddress({ id })
    expect(await post('/auth/users/reset_email/', { email })).toEqual({ status: 204 })
    const letter = (await gatehouse.emails()).find(({ to }) => to === email)
    const next = freshAddress()
    const link = linkOf(letter)
    expect(await refused(gatehouse, () => confirm({ ...link, new_username: 'another' }))).toEqual({
      status: 400,
      body: { new_email: REQUIRED },
    })
    expect(await confirm({ ...link, new_email: next })).toEqual({ status: 204 })
    expect((await get('/auth/users/me/', token)).body).toEqual({ id, username, email: next })
  })

  it('has the length of its field', async () => {
    const fields = { username: text({ maxLength: 30 }), email: email({ maxLength: 30 }) }
    for (const [usernameField, long] of [
      ['username', 'a'.repeat(31)],
      ['email', `${'a'.repeat(20)}@example.com`],
    ] as const) {
      const own = defineConfig({ fields, apis: { djoser: { usernameField } } })
      const gatehouse = openGatehouse({}, { config: own })
      const { token } = await member(gatehouse)
      const sent = { current_password: PASSWORD, [`new_${usernameField}`]: long }
      const ask = () => callerOf(gatehouse).post(`/auth/users/set_${usernameField}/`, sent, token)
      expect(await refused(gatehouse, ask)).toEqual({
        status: 400,
        body: { [`new_${usernameField}`]: noMoreThan(30) },
      })
    }
  })

  it('is a username or an email address', () => {
    const wrong = defineConfig({ apis: { djoser: { usernameField: 'phone' as 'email' } } })
    expect(checkConfig(wrong)).toEqual([
      "apis.djoser.usernameField is \"phone\", and may be 'username', 'email'",
    ])
  })
})
