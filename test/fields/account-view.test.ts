import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { boolean, date, defineConfig, integer, text } from '../../src/configuration.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD } from '../support/people.ts'

const config = defineConfig({
  fields: {
    first_name: text(),
    phone: text({ maxLength: 20 }),
    born: date({ null: true }),
    seller: boolean(),
    score: integer({ default: 0, write: 'staff' }),
  },
})
const gatehouse = openGatehouse({}, { config })
const { get, post } = callerOf(gatehouse)

it('shows the user fields at /account, to their owner and to staff', async () => {
  const ada = {
    username: 'ada',
    email: 'ada@example.com',
    password: PASSWORD,
    phone: '+371',
    first_name: 'Ada',
  }
  expect((await post('/auth/users/', ada)).status).toBe(201)
  const signedIn = await post('/auth/token/login/', { username: 'ada', password: PASSWORD })
  const token = (signedIn.body as { auth_token: string }).auth_token
  const fields = { phone: '+371', born: null, seller: false, score: 0 }

  const own = await get('/account/', token)
  expect(own.body).toMatchObject({ username: 'ada', fields })

  await env.DB.prepare("update accounts set is_staff = 1 where username = 'ada'").run()
  const { id } = own.body as { id: string }
  expect((await get(`/account/admin/users/${id}`, token)).body).toMatchObject({ first_name: 'Ada', fields })
  expect((await get('/account/admin/users', token)).body).toMatchObject({ users: [{ id, fields }] })
})

it('has no such member where none is declared', async () => {
  const plain = callerOf(openGatehouse())
  const signedIn = await plain.post('/auth/token/login/', { username: 'ada', password: PASSWORD })
  const token = (signedIn.body as { auth_token: string }).auth_token
  expect((await plain.get('/account/', token)).body).not.toHaveProperty('fields')
})
