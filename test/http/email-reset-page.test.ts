import { beforeEach, expect, it } from 'vitest'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { register } from '../../src/account/sign-in/registration.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { addressIn, codeOf, linkOf } from '../support/links.ts'
import { PASSWORD } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const config = defineConfig({ loginField: 'email', usernames: false })
const gatehouse = openGatehouse({}, { config })

let people = 0
let email = ''
let id = ''
beforeEach(async () => {
  email = `person${people++}@example.com`
  id = (await register(gatehouse.ports, STRICT, { email, password: PASSWORD })).id
  await gatehouse.request('/auth/users/reset_email/', { method: 'POST', json: { email } })
})

const linked = async () => (await gatehouse.emails())[0]
const send = (fields: Record<string, string>) =>
  gatehouse.request('/username/reset', {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { origin: gatehouse.origin },
  })
const stored = async () => (await rowsOf('accounts')).find((row) => row.id === id)?.email

it('asks for a new email address where accounts have no usernames', async () => {
  const { pathname, search } = addressIn(await linked())
  const page = await (await gatehouse.request(pathname + search)).text()
  expect(page).toContain('<h1>Choose a new email address</h1>')
  expect(page).toContain('name="new_email"')
  expect(page).not.toContain('new_username')
})

it('changes it with the link', async () => {
  const response = await send({ ...linkOf(await linked()), new_email: `new-${email}` })
  expect([response.status, response.headers.get('location')]).toEqual([303, '/username/reset/done'])
  expect(await stored()).toBe(`new-${email}`)
  const done = await (await gatehouse.request('/username/reset/done')).text()
  expect(done).toContain('<h1>Your email address is set</h1>')
})

it('changes it with the code, and a wrong one changes nothing', async () => {
  const fields = { email, new_email: `new-${email}` }
  expect((await send({ ...fields, code: 'AAAAAAAA' })).status).toBe(400)
  expect(await stored()).toBe(email)
  expect((await send({ ...fields, code: codeOf(await linked()) })).status).toBe(303)
  expect(await stored()).toBe(`new-${email}`)
})

it('says what is wrong with an address, below the field', async () => {
  const link = linkOf(await linked())
  const response = await refused(gatehouse, () => send({ ...link, new_email: 'nonsense' }))
  expect(response.status).toBe(400)
  const page = await response.text()
  expect(page).toMatch(/id="new_email-problem"><li>Enter a valid email address\.</)
  expect(page).toContain('value="nonsense"')
  const taken = await refused(gatehouse, () => send({ ...link, new_email: email }))
  expect(await taken.text()).toMatch(/id="new_email-problem"><li>A user with that email already exists\.</)
})
