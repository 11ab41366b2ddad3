import { expect, it } from 'vitest'
import { defineConfig, text } from '../../src/configuration.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { member, newcomer } from './person.ts'

const config = defineConfig({
  refuseUnknownFields: true,
  fields: { phone: text({ names: { users: 'tel' } }) },
})
const gatehouse = openGatehouse({}, { config })

it('refuses every unknown field by its name, with the other faults', async () => {
  const json = JSON.parse('{"nickName":1,"__proto__":2,"phone":[]}')
  const response = await gatehouse.request('/auth/users/', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...newcomer() }).replace('}', `,${JSON.stringify(json).slice(1)}`),
  })
  expect(response.status).toBe(400)
  expect(await response.text()).toBe(
    JSON.stringify({
      phone: ['Not a valid string.'],
      nickName: ['This field is not known.'],
      ['__proto__']: ['This field is not known.'],
    }),
  )
})

it('takes back what it showed', async () => {
  const { token } = await member(gatehouse, { phone: '1' })
  const me = await gatehouse.request('/auth/users/me/', { token })
  const json = await me.json()
  const response = await gatehouse.request('/auth/users/me/', { method: 'PUT', token, json })
  expect([response.status, await response.json()]).toEqual([200, json])
})

it('names them at Express', async () => {
  const { token } = await member(gatehouse)
  const response = await gatehouse.request('/api/v1/users/update-account', {
    method: 'PATCH',
    token,
    json: { fullName: 'Ada', nickName: 'a' },
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({
    statusCode: 400,
    data: null,
    message: 'nickName is not known',
    success: false,
    errors: [{ field: 'nickName', message: 'nickName is not known' }],
  })
})
