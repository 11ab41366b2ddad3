import { describe, expect, it } from 'vitest'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { changeProfile } from '../../src/account/profile/profile.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { register } from '../../src/account/sign-in/registration.ts'
import { commands, create, list, terminalOf } from '../operator/terminal.ts'
import { freshAddress, openByEmail } from '../support/by-email.ts'
import { EXPRESS, failure } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, PASSWORD, proveAddress, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'
import { BLANK } from './sentences.ts'

const { gatehouse, get, post, patch, signUp: signUpByEmail } = openByEmail()
const { ports } = gatehouse

const refusal = (field: string, fault: string) => ({ reason: 'invalid', issues: [{ field, fault }] })

describe('a registration', () => {
  it('needs no username, and stores the id in its place', async () => {
    const { id } = await signUpByEmail()
    const [row] = (await rowsOf('accounts')).filter((each) => each.id === id)
    expect(row).toMatchObject({ username: id, username_key: id })
  })

  it('does not look at a username', async () => {
    const account = await register(ports, STRICT, {
      username: 'ada',
      email: freshAddress('ada'),
      password: PASSWORD,
    })
    expect(account.username).toBe(account.id)
  })

  it.each<[string, { email?: string }]>([
    ['none', {}],
    ['an empty one', { email: '' }],
  ])('needs an address: %s', async (_, input) => {
    await refused(gatehouse, () =>
      expect(register(ports, STRICT, { ...input, password: PASSWORD })).rejects.toMatchObject(
        refusal('email', 'missing'),
      ),
    )
  })

  it('needs a username where accounts have them', async () => {
    const standard = openGatehouse()
    const input = { email: freshAddress('ada'), password: PASSWORD }
    await refused(standard, () =>
      expect(register(standard.ports, STRICT, input)).rejects.toMatchObject(refusal('username', 'missing')),
    )
  })

  it('names the address alone when it is taken', async () => {
    const { email } = await signUpByEmail()
    await refused(gatehouse, () =>
      expect(
        register(ports, STRICT, { email: email.toUpperCase(), password: PASSWORD }),
      ).rejects.toMatchObject(refusal('email', 'taken')),
    )
  })
})

describe('the name that is shown', () => {
  it('is none at the Django APIs, and the address at the others', async () => {
    const ada = await signUpByEmail()
    const { id, email, token } = ada
    const names = { first_name: '', last_name: '' }
    expect(await get('/api/profile/', token)).toEqual({
      status: 200,
      body: { ...names, email, image: null },
    })
    expect((await get(`/api/v1/users/${id}/`, token)).body).toEqual({ id, ...names, email })
    expect((await get('/account/', token)).body).toMatchObject({ id, username: email, email })
    expect((await get(`${EXPRESS}/getUser`, token)).body).toMatchObject({
      data: { _id: id, username: email, email },
    })
  })

  it('is the address for staff', async () => {
    const [ada, boss] = [await signUpByEmail(), await signUpByEmail('boss')]
    await makeStaff(boss)
    expect((await get(`/account/admin/users/${ada.id}`, boss.token)).body).toMatchObject({
      id: ada.id,
      username: ada.email,
    })
  })

  it('is a username of an account that has one from before', async () => {
    const eve = await signUp(openGatehouse(), 'eve')
    expect((await get('/account/', eve.token)).body).toMatchObject({ username: eve.username })
  })

  it('is left out of emails', async () => {
    const ada = await signUpByEmail()
    await proveAddress(ada)
    expect(await post('/auth/users/reset_password/', { email: ada.email })).toEqual({ status: 204 })
    const [message] = await gatehouse.emails()
    expect(message).toMatchObject({ to: ada.email, subject: 'Password reset on Gatehouse' })
    expect(message?.text).not.toContain(ada.id)
    expect(message?.text).not.toContain('username')
  })
})

describe('signing in', () => {
  it('takes an address in every field of Express, and no id', async () => {
    const { id, email } = await signUpByEmail()
    for (const who of [{ email }, { username: email }, { identifier: email }, { username: email, email }])
      expect((await post(`${EXPRESS}/login`, { ...who, password: PASSWORD })).status).toBe(200)
    const other = { username: email, email: freshAddress('other') }
    for (const who of [{ username: id }, { identifier: id }, other])
      expect(
        await refused(gatehouse, () => post(`${EXPRESS}/login`, { ...who, password: PASSWORD })),
      ).toEqual({ status: 401, body: failure(401, 'Invalid user credentials') })
  })
})

describe('a profile', () => {
  it('has no username to change', async () => {
    const { id, token } = await signUpByEmail()
    expect(await refused(gatehouse, () => patch('/api/profile/', { username: 'ada' }, token))).toMatchObject({
      status: 200,
    })
    expect((await rowsOf('accounts')).find((each) => each.id === id)).toMatchObject({ username: id })
  })

  it('keeps an address: without one nobody could sign in', async () => {
    const { token } = await signUpByEmail()
    expect(await refused(gatehouse, () => patch('/api/profile/', { email: '' }, token))).toEqual({
      status: 400,
      body: { email: BLANK },
    })
    const me = await authenticate(ports, token)
    await refused(gatehouse, () =>
      expect(changeProfile(ports, me, { email: '' })).rejects.toMatchObject(refusal('email', 'blank')),
    )
  })

  it('compares a password with the address, and not with the id', async () => {
    const { id, email, token } = await signUpByEmail('josephine')
    const set = (new_password: string) =>
      post('/auth/users/set_password/', { current_password: PASSWORD, new_password }, token)
    expect(await refused(gatehouse, () => set(`${email.split('@')[0]}1`))).toEqual({
      status: 400,
      body: { new_password: ['The password is too similar to the email address.'] },
    })
    expect(await set(id)).toEqual({ status: 204 })
  })
})

describe('the operator', () => {
  const give = terminalOf(gatehouse)

  it('creates, finds and lists accounts by their address', async () => {
    const email = freshAddress('operator-made')
    const created = await give(create(email), PASSWORD)
    const { id } = (await rowsOf('accounts')).find((each) => each.email === email) ?? {}
    expect(created).toEqual({ code: 0, stdout: `✔ Created ${email}  ${id}\n`, stderr: '' })
    expect(await give(commands.disable(email))).toMatchObject({
      stdout: `✔ ${email} is disabled and signed out everywhere\n`,
    })
    expect(((await give(commands.show(email))) as { stdout: string }).stdout).toMatch(
      new RegExp(`username +none\\n +email +${email}`),
    )
    const listed = (await give(list({ search: 'operator-made', asJson: true }))) as { stdout: string }
    expect(JSON.parse(listed.stdout)).toMatchObject({ id, username: email, email })
  })

  it('needs an address', async () => {
    expect(await refused(gatehouse, () => give(create('ada'), PASSWORD))).toMatchObject({
      refused: 'The email address is not valid',
    })
  })

  it('finds nobody by how an id begins', async () => {
    const { id } = await signUpByEmail()
    expect(await give(list({ search: id.slice(0, 6) }))).toMatchObject({
      stdout: `No username or email address begins with “${id.slice(0, 6)}”\n`,
    })
  })
})

it('djoser has no endpoints about usernames', async () => {
  const { token } = await signUpByEmail()
  for (const name of ['set_username', 'reset_username', 'reset_username_confirm'])
    expect(await refused(gatehouse, () => post(`/auth/users/${name}/`, {}, token))).toEqual({
      status: 404,
      body: { detail: 'Not found.' },
    })
})
