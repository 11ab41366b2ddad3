import { expect, it } from 'vitest'
import { boolean, defineConfig, email, text } from '../../src/configuration.ts'
import { freshAddress } from '../support/by-email.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD } from '../support/people.ts'
import { refused } from '../support/refused.ts'

/* Forms with declared fields: boxes that are not ticked, and the order in which faults are told. */

const config = defineConfig({
  fields: {
    email: email({ required: true }),
    phone: text({ required: true, maxLength: 9 }),
    terms: boolean({ required: true }),
    news: boolean({ null: true }),
  },
  apis: { djoser: { settings: { USER_CREATE_PASSWORD_RETYPE: true } } },
})
const gatehouse = openGatehouse({}, { config })
const { post } = callerOf(gatehouse)
const register = (body: BodyInit, type?: string) =>
  gatehouse.request('/auth/users/', {
    method: 'POST',
    body,
    ...(type !== undefined && { headers: { 'Content-Type': type } }),
  })

it('has a box that is not ticked as false at a registration, which JSON has to say', async () => {
  const address = freshAddress()
  const sent = {
    username: address.replace(/@.*/, ''),
    email: address,
    phone: '123',
    password: PASSWORD,
    re_password: PASSWORD,
  }
  expect(await refused(gatehouse, () => post('/auth/users/', sent))).toEqual({
    status: 400,
    body: { terms: ['This field is required.'] },
  })
  const form = await register(new URLSearchParams(sent))
  expect([form.status, await form.json()]).toEqual([
    201,
    {
      email: address,
      id: expect.any(String),
      username: sent.username,
      phone: '123',
      terms: false,
      news: null,
    },
  ])
})

it.each([
  ['JSON', '{}', 'application/json', ['username', 'email', 'phone', 'terms', 'password', 're_password']],
  [
    'an empty form',
    '',
    'application/x-www-form-urlencoded',
    ['username', 'email', 'phone', 'password', 're_password'],
  ],
  ['no body', '', undefined, ['username', 'email', 'phone', 'terms', 'password', 're_password']],
])('tells the faults of %s in the order of the fields', async (_, body, type, names) => {
  const answer = await register(body === '' && type === undefined ? new Uint8Array() : body, type)
  expect(answer.status).toBe(400)
  expect(Object.keys((await answer.json()) as object)).toEqual(names)
})
