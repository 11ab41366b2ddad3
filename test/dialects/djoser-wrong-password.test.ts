import { expect, it } from 'vitest'
import { defineConfig } from '../../src/ports/config.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { BLANK, NO_NAME, REQUIRED } from './sentences.ts'

const config = defineConfig({ apis: { djoser: { settings: { SET_PASSWORD_RETYPE: true } } } })
const gatehouse = openGatehouse({}, { config })
const { post } = callerOf(gatehouse)
const WRONG = ['Invalid password.']
const NEW_PASSWORD = 'Zx4-harbour-Lantern'

it('tells of a wrong password beside what else is wrong with a form', async () => {
  const { token } = await signUp(gatehouse, 'ada')
  const ask = async (path: string, json: object) => refused(gatehouse, () => post(path, json, token))
  expect(
    await ask('/auth/users/set_password/', { current_password: 'wrong', new_password: NEW_PASSWORD }),
  ).toEqual({ status: 400, body: { re_new_password: REQUIRED, current_password: WRONG } })
  expect(await ask('/auth/users/set_password/', { current_password: 'wrong', new_password: '' })).toEqual({
    status: 400,
    body: { new_password: BLANK, re_new_password: REQUIRED, current_password: WRONG },
  })
  expect(await ask('/auth/users/set_username/', { current_password: 'wrong', new_username: 'a b' })).toEqual({
    status: 400,
    body: { new_username: NO_NAME, current_password: WRONG },
  })
})

it('tells of nothing more where the password is right, or is none', async () => {
  const { token } = await signUp(gatehouse, 'ben')
  const ask = async (json: object) => refused(gatehouse, () => post('/auth/users/set_password/', json, token))
  const right = { current_password: PASSWORD, new_password: NEW_PASSWORD }
  expect(await ask(right)).toEqual({ status: 400, body: { re_new_password: REQUIRED } })
  expect(await ask({ current_password: '', new_password: NEW_PASSWORD })).toEqual({
    status: 400,
    body: { current_password: BLANK, re_new_password: REQUIRED },
  })
})

it('counts such a try like any other', async () => {
  const strict = openGatehouse(
    { ENVIRONMENT: 'production', LOGIN_TRIES: '1', MAIL_FROM: 'a@example.com' },
    { config },
  )
  const { token } = await signUp(strict, 'eve')
  const ask = async () =>
    (await callerOf(strict).post('/auth/users/set_password/', { current_password: 'wrong' }, token)).status
  // From its own client, which registered it, an account has three times as many.
  expect([await ask(), await ask(), await ask(), await ask()]).toEqual([400, 400, 400, 429])
})
