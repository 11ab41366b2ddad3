import { describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { countedBindings } from '../support/counters.ts'
import { formOf, RED } from '../support/express.ts'
import { AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const WEAK = { PASSWORD_HASH_LINKS: '1', ACCEPT_WEAK_HASH: 'true' }
// An email goes to every new address here, so that "no email" means something.
const gatehouse = openGatehouse({
  ...AS_SHIPPED,
  ...bindings,
  ...WEAK,
  SEND_VERIFICATION_EMAIL: 'true',
} as Partial<Env>)
const { call, get, post } = callerOf(gatehouse)

type RegistrationInput = Record<string, unknown>
const json = (path: string) => (wish: RegistrationInput, token?: string) => post(path, wish, token)
const form = (path: string) => (wish: RegistrationInput, token?: string) =>
  call('POST', path, { body: formOf({ Avatar: RED, ...(wish as object) }), ...(token && { token }) })

/** The registrations, what each needs, and the sign-in beside it. */
const apis = [
  ['/api/register/', ['username', 'password', 'email'], json, '/api/login/'],
  ['/auth/users/', ['username', 'password'], json, '/auth/token/login/'],
  ['/api/v1/users/', ['username', 'password'], json, '/api-token-auth/'],
  ['/api/v1/users/register', ['username', 'password', 'email'], form, '/api/v1/users/login'],
] as const

let users = 0
const newcomer = () => {
  const username = `newcomer${users++}`
  return { username, email: `${username}@example.com`, password: PASSWORD }
}
const rowOf = async (username: string) =>
  (await rowsOf('accounts')).find((account) => account.username === username)

/** The fields that a refusal names, in whichever voice. */
const namedIn = (body: unknown) => {
  const { errors } = body as { errors?: { field: string }[] }
  return errors ? errors.map(({ field }) => field) : Object.keys(body as object)
}

describe.each(apis)('POST %s', (path, needed, sender, login) => {
  const register = sender(path)
  const canLogIn = async (username: string, password: string) =>
    (await post(login, { username, password })).status === 200

  it.each(needed)(
    'names %s when it is left out or blank; nothing is kept or mailed (REG-02, REG-25)',
    async (field) => {
      const { [field]: _, ...without } = newcomer()
      const blanks = sender === json ? ['', '   ', null] : ['', '   ']
      for (const wish of [without, ...blanks.map((blank) => ({ ...without, [field]: blank }))]) {
        const { status, body } = await refused(gatehouse, () => register(wish))
        expect([status, namedIn(body)], JSON.stringify(wish)).toEqual([400, [field]])
      }
    },
  )

  it('takes a password of 1,024 bytes whole, and refuses a longer one before any hash (REG-04, REG-05)', async () => {
    const [ada, bob] = [newcomer(), newcomer()]
    const long = `${PASSWORD}-${'é'.repeat(600)}`.slice(0, 522)
    expect(new TextEncoder().encode(long)).toHaveLength(1023)
    expect((await register({ ...ada, password: `${long}a` })).status).toBe(201)
    expect(await canLogIn(ada.username, `${long}a`)).toBe(true)
    expect(await canLogIn(ada.username, `${long}b`)).toBe(false)

    for (const password of [`${long}ab`, 'x'.repeat(2 ** 20)]) {
      const cost = await costOf(async () => {
        const { status } = await refused(gatehouse, () => register({ ...bob, password }))
        expect([400, 413]).toContain(status)
      })
      expect(cost.links).toBe(0)
    }
  })

  it('opens an account for whoever asks, also for somebody who is signed in (REG-20)', async () => {
    const [ada, bob] = [await signUp(gatehouse), newcomer()]
    const before = await rowOf(ada.username)
    const emails = (await gatehouse.emails()).length
    const { status, body } = await register(bob, ada.token)
    expect(status).toBe(201)
    expect(JSON.stringify(body)).not.toContain(ada.username)
    expect(await rowOf(ada.username)).toEqual(before)
    expect((await rowOf(bob.username))?.id).not.toBe(ada.id)
    expect((await get('/account', ada.token)).body).toMatchObject({ username: ada.username })
    expect((await gatehouse.emails()).length).toBe(emails + 1)
  })

  it('sets nothing that nobody may set (REG-19)', async () => {
    const eve = newcomer()
    const id = '00000000-0000-4000-8000-000000000000'
    const rights = {
      is_staff: 'true',
      isStaff: 'true',
      is_superuser: 'true',
      role: 'admin',
      is_active: 'false',
    }
    const inside = {
      id,
      _id: id,
      sessionVersion: '9',
      token_epoch: '9',
      password_hash: 'x',
      email_verified_at: '1',
    }
    expect((await register({ ...eve, ...rights, ...inside, created_at: '1' })).status).toBe(201)
    expect(await rowOf(eve.username)).toMatchObject({
      id: expect.not.stringMatching(id),
      is_staff: 0,
      is_active: 1,
      epoch: 0,
      email_verified_at: null,
      created_at: gatehouse.clock.now(),
    })
    expect(await canLogIn(eve.username, PASSWORD)).toBe(true)
  })

  it('with the address of another gives them nothing that outlives a reset by its owner (REG-17)', async () => {
    const eve = newcomer()
    await register(eve)
    const { username } = eve
    const { body } = await post('/auth/token/login/', { username, password: PASSWORD })
    const jwt = (await post('/auth/jwt/create/', { username, password: PASSWORD })).body as {
      refresh: string
    }
    const token = (body as { auth_token: string }).auth_token
    expect((await get('/account', token)).status).toBe(200)

    await post('/auth/users/reset_password/', { email: eve.email })
    const link = linkOf((await gatehouse.emails())[0])
    const owners = 'Rt5-harbour-Cormorant'
    expect(
      (await post('/auth/users/reset_password_confirm/', { ...link, new_password: owners })).status,
    ).toBe(204)
    expect((await get('/account', token)).status).toBe(401)
    expect((await post('/auth/jwt/refresh/', { refresh: jwt.refresh })).status).toBe(401)
    expect([await canLogIn(username, PASSWORD), await canLogIn(username, owners)]).toEqual([false, true])
  })
})

it('an account has an id of 122 random bits, which is next to no other (IDR-06)', async () => {
  await Promise.all(Array.from({ length: 12 }, () => signUp(gatehouse)))
  const ids = (await rowsOf('accounts')).map(({ id }) => String(id))
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(ids.map((id) => id.slice(0, 8))).size).toBe(ids.length)
})
