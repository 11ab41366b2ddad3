import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { usernameKey } from '../../src/account/names/name-keys.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { changeProfile, removeAccount } from '../../src/account/profile/profile.ts'
import { changeUsername } from '../../src/account/profile/username.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { logInForToken } from '../../src/account/sign-in/login.ts'
import { register } from '../../src/account/sign-in/registration.ts'
import { findByAny } from '../../src/account/staff/users.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse
const TAKEN = { reason: 'invalid', issues: [{ field: 'username', fault: 'taken' }] }

const before = (username: string) => username.normalize('NFKC').toLowerCase()

/** Somebody with the key that the name had before. */
async function addOld(username: string) {
  const person = await signUp(gatehouse)
  await env.DB.prepare('update accounts set username = ?, username_key = ? where id = ?')
    .bind(username, before(username), person.id)
    .run()
  return person
}

async function migrate() {
  const migration = env.MIGRATIONS.find(({ name }) => name.startsWith('0009_'))
  for (const query of migration?.queries ?? []) await env.DB.prepare(query).run()
}

const keyOf = async (id: string) => (await ports.accounts.findById(id))?.usernameKey
const idOf = async (username: string) => (await logInForToken(ports, { username }, PASSWORD)).account.id

describe('the migration to folded names', () => {
  it('gives every email the key that it has now', async () => {
    const emails: string[] = []
    for (let code = 0; code < 0x110000; code++) {
      const message = code >= 0xd800 && code < 0xe000 ? '' : String.fromCodePoint(code)
      if (/^[\p{L}\p{N}]$/u.test(message) && before(message) !== usernameKey(message)) emails.push(message)
    }
    expect(emails.length).toBeGreaterThan(80)
    const names = ['Straße', 'ΟΔΟΣ', 'mıke', 'İda', 'ada.lovelace'].concat(
      Array.from({ length: Math.ceil(emails.length / 9) }, (_, at) =>
        emails.slice(at * 9, at * 9 + 9).join('-x'),
      ),
    )
    const users = await Promise.all(names.map(async (name) => ({ name, ...(await addOld(name)) })))
    await migrate()
    for (const { id, name } of users) expect(await keyOf(id), name).toBe(usernameKey(name))
    expect(await idOf('STRASSE')).toBe(await idOf('straße'))
  })

  it('locks nobody out where two names fold alike: each finds their own', async () => {
    const [sharp, double, final] = [await addOld('Großer'), await addOld('Grosser'), await addOld('ΝΟΜΟΣ')]
    const middle = await addOld('νομοσ')
    await migrate()
    expect([await keyOf(sharp.id), await keyOf(double.id)]).toEqual(['großer', 'grosser'])
    expect(await idOf('GROSSER')).toBe(double.id)
    expect([await idOf('Großer'), await idOf('großer')]).toEqual([sharp.id, sharp.id])
    expect([await idOf('νομοσ'), await idOf('ΝΟΜΟΣ')]).toEqual([middle.id, final.id])
    expect((await findByAny(ports, 'Großer')).map(({ id }) => id)).toEqual([sharp.id, double.id])
  })

  it('leaves them their names, also when the other one is gone, and gives them to nobody else', async () => {
    const [sharp, double] = [await addOld('Fuß'), await addOld('Fuss')]
    const other = await signUp(gatehouse)
    await migrate()
    const me = async ({ token }: { token: string }) => authenticate(ports, token)
    await removeAccount(ports, await me(double))

    const wish = { username: 'FUß', email: '', password: PASSWORD }
    await expect(register(ports, STRICT, wish)).rejects.toMatchObject(TAKEN)
    await expect(changeProfile(ports, await me(other), { username: 'fuß' })).rejects.toMatchObject(TAKEN)
    const rename = { newUsername: 'fuß', currentPassword: PASSWORD }
    await expect(changeUsername(ports, await me(other), rename)).rejects.toMatchObject({
      ...TAKEN,
      issues: [{ field: 'newUsername', fault: 'taken' }],
    })
    expect(await changeProfile(ports, await me(sharp), { username: 'FUß' })).toMatchObject({
      username: 'FUß',
      usernameKey: 'fuß',
    })
    expect(await idOf('fuß')).toBe(sharp.id)
  })
})
