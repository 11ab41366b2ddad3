import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openHouse } from '../support/house.ts'
import { linkOf } from '../support/links.ts'
import { logInForJwt, PASSWORD, signUp } from '../support/people.ts'

const [readme = ''] = Object.values(
  import.meta.glob<string>('../../README.md', { query: '?raw', import: 'default', eager: true }),
)

/** A statement that the README gives to operators, for this person instead of its example. */
const statement = (begin: string, username = '') => {
  const [, sql] = new RegExp(`--command "(${begin}[^"]*)"`).exec(readme) ?? []
  if (!sql) throw new Error(`The README has no statement that begins with ${begin}`)
  return sql.replace("'ada'", `'${username}'`)
}

const house = openHouse()
const { get, post } = callerOf(house)

it('disabling an account ends its sessions and links for good: enabling it revives none (G5, REV-08, RST-12)', async () => {
  const [ada, bob] = [await signUp(house), await signUp(house)]
  const { access, refresh } = await logInForJwt(house, ada)
  await post('/auth/users/reset_password/', { email: ada.email })
  const link = linkOf((await house.letters())[0])

  await env.DB.exec(statement('UPDATE accounts SET is_active = 0', ada.username))
  const login = () => post('/auth/jwt/create/', { username: ada.username, password: PASSWORD })
  const dead = async () => {
    for (const credential of [ada.token, access])
      expect((await get('/auth/users/me/', credential)).status).toBe(401)
    expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(401)
    const finished = await post('/auth/users/reset_password_confirm/', {
      ...link,
      new_password: `${PASSWORD}2`,
    })
    expect(finished.status).toBe(400)
  }
  await dead()
  expect((await login()).status).toBe(401)

  await env.DB.prepare('update accounts set is_active = 1 where id = ?').bind(ada.id).run()
  await dead()
  expect((await login()).status).toBe(200)
  expect((await get('/auth/users/me/', bob.token)).status).toBe(200)
})

it('one statement signs everybody out, after the database was set back (FLT-27)', async () => {
  const people = [await signUp(house), await signUp(house)]
  await env.DB.exec(statement('UPDATE accounts SET epoch'))
  for (const { token } of people) expect((await get('/auth/users/me/', token)).status).toBe(401)
  const [ada] = people
  const { access } = await logInForJwt(house, ada as (typeof people)[0])
  expect((await get('/auth/users/me/', access)).status).toBe(200)
})

it('making somebody staff lets them see everybody', async () => {
  const ada = await signUp(house)
  await env.DB.exec(statement('UPDATE accounts SET is_staff = 1', ada.username))
  const { body } = await get('/auth/users/', ada.token)
  expect((body as unknown[]).length).toBeGreaterThan(1)
})

it('counting the passwords under a master key finds them', async () => {
  const before = await env.DB.prepare(statement('SELECT COUNT').replace('<id>', '1')).first<number>(
    'COUNT(*)',
  )
  await signUp(house)
  const after = await env.DB.prepare(statement('SELECT COUNT').replace('<id>', '1')).first<number>('COUNT(*)')
  expect(after).toBe((before ?? 0) + 1)
})
