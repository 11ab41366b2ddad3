import { expect, it } from 'vitest'
import { defineConfig, text } from '../../src/configuration.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const config = defineConfig({
  fields: {
    phone: text({ maxLength: 20, required: true, unique: true }),
    city: text({ required: true }),
  },
})
const gatehouse = openGatehouse({}, { config })
const { post } = callerOf(gatehouse)
const ada = { username: 'ada', email: 'ada@example.com', phone: '+371', city: 'Riga', password: PASSWORD }

it('tells of a refused registration what is taken besides, as DRF does', async () => {
  expect((await post('/auth/users/', ada)).status).toBe(201)
  const { city: _, ...others } = ada
  expect(await refused(gatehouse, () => post('/auth/users/', others))).toEqual({
    status: 400,
    body: {
      city: ['This field is required.'],
      username: ['A user with that username already exists.'],
      email: ['A user with that email already exists.'],
      phone: ['user with this phone already exists.'],
    },
  })
})

it('looks for nothing that is not valid itself', async () => {
  const sent = { username: 'a b', email: 'no address', phone: 'x'.repeat(21), password: PASSWORD }
  const { status, body } = await refused(gatehouse, () => post('/auth/users/', sent))
  expect([status, Object.keys(body as object).toSorted()]).toEqual([
    400,
    ['city', 'email', 'phone', 'username'],
  ])
})

it('counts as a try to register, because it says who has an account', async () => {
  const strict = openGatehouse(
    { ENVIRONMENT: 'production', REGISTRATIONS_PER_CLIENT: '2', MAIL_FROM: 'a@example.com' },
    { config },
  )
  const ask = async () => (await callerOf(strict).post('/auth/users/', { email: ada.email })).status
  // Two registrations of this client were tried above.
  expect([await ask(), await ask()]).toEqual([400, 429])
})
