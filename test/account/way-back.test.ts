import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import { foreignHash } from '../../src/account/passwords/foreign/foreign-hash.ts'
import { isCurrentHash, parseHash } from '../../src/account/passwords/password-hash.ts'
import { wayBack } from '../../src/account/passwords/way-back.ts'
import { checkConfig } from '../../src/http/config-checks/check-config.ts'
import { utf8 } from '../../src/ports/bytes.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { openKeys } from '../../src/ports/keys.ts'
import { sealOf, withoutSeal } from '../../src/ports/way-back.ts'
import { callerOf } from '../support/caller.ts'
import { CHEAP, foreignConfig, hashOf, setHash } from '../support/foreign.ts'
import { AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { askedAbout, openAsking, signIn, THERE } from '../support/old-login.ts'
import { canLogIn, logIn, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everythingAsText, rowsOf } from '../support/rows.ts'
import { SECRETS } from '../support/secrets.ts'

const UNTIL = '2026-12-20'
const kept = wayBack({ until: UNTIL })
const config = { ...foreignConfig, wayBack: kept }
const house = openGatehouse({}, { config })
const plain = openGatehouse()
const NEW = 'another-Harbour-42'

const keptOf = async (person: Pick<SignedUp, 'id'>, keys = house.ports.keys) => {
  const sealed = sealOf(await hashOf(person))
  return sealed && kept.open(keys, person.id, sealed)
}

/** Whether Django would open a hash with a password: PBKDF2 over the text of the salt, in one call. */
async function djangoVerifies(hash: string | undefined, password: string): Promise<boolean> {
  const [algorithm, iterations, salt = '', key] = (hash ?? '').split('$')
  if (algorithm !== 'pbkdf2_sha256') return false
  const from = await crypto.subtle.importKey('raw', utf8(password), 'PBKDF2', false, ['deriveBits'])
  const parameters = { name: 'PBKDF2', hash: 'SHA-256', iterations: Number(iterations), salt: utf8(salt) }
  const bits = new Uint8Array(await crypto.subtle.deriveBits(parameters, from, 256))
  return btoa(String.fromCharCode(...bits)) === key
}

const changePassword = (person: SignedUp, newPassword: string) =>
  callerOf(house).post(
    '/auth/users/set_password/',
    { current_password: person.password, new_password: newPassword },
    person.token,
  )

describe('a password that is set while there is a way back', () => {
  it('is sealed as a hash that Django verifies, behind a chain that opens', async () => {
    const ada = await signUp(house)
    const hash = await hashOf(ada)
    expect(hash).toMatch(
      /^\$pbkdf2-chain\$v=2\$h=sha256,i=100000,n=1,keyid=1\$[\w+/]{22}\$[\w+/]{43}\$1\.[\w-]+$/,
    )
    const django = await keptOf(ada)
    expect(django).toMatch(/^pbkdf2_sha256\$100000\$[\w+/]{22}1\$[\w+/]{43}=$/)
    expect(await djangoVerifies(django, PASSWORD)).toBe(true)
    expect(await djangoVerifies(django, `${PASSWORD}x`)).toBe(false)
    expect([await canLogIn(house, ada, PASSWORD), await canLogIn(house, ada, `${PASSWORD}x`)]).toEqual([
      true,
      false,
    ])
    // Not even where the configuration has no way back any more.
    expect(await canLogIn(plain, ada, PASSWORD)).toBe(true)
  })

  it('costs no more than without one: as many links, and no other hash', async () => {
    const derive = vi.spyOn(crypto.subtle, 'deriveBits')
    const links = async (from: typeof house) => {
      derive.mockClear()
      await signUp(from)
      return derive.mock.calls.length
    }
    expect(await links(openGatehouse(AS_SHIPPED, { config }))).toBe(await links(openGatehouse(AS_SHIPPED)))
    derive.mockRestore()
  })

  it('is not what the last link of the chain is made of: nothing stored can be searched (G8)', async () => {
    const ada = await signUp(house)
    const django = (await keptOf(ada)) ?? ''
    const [, , , key = ''] = django.split('$')
    const text = await everythingAsText()
    expect(text).toContain(await hashOf(ada))
    expect(text).not.toContain(key.slice(0, -1))
    expect(text).not.toContain(django)
  })

  it('takes the place of what was kept before', async () => {
    const ada = await signUp(house)
    const before = await keptOf(ada)
    expect((await changePassword(ada, NEW)).status).toBe(204)
    const after = await keptOf(ada)
    expect(after).not.toBe(before)
    expect([await djangoVerifies(after, NEW), await djangoVerifies(after, PASSWORD)]).toEqual([true, false])
  })
})

describe('a sign-in', () => {
  it('makes a way back for who had none, and only until the end', async () => {
    const ada = await signUp(plain)
    expect(await keptOf(ada)).toBeUndefined()
    expect(isCurrentHash(house.ports, await hashOf(ada))).toBe(false)
    await logIn(house, ada)
    await house.settled()
    expect(await djangoVerifies(await keptOf(ada), PASSWORD)).toBe(true)
    const hash = await hashOf(ada)
    await logIn(house, ada)
    await house.settled()
    expect(await hashOf(ada)).toBe(hash)

    const eve = await signUp(plain)
    const late = openGatehouse({}, { config, clock: { now: () => Date.parse(UNTIL) } })
    await logIn(late, eve)
    await late.settled()
    expect(await keptOf(eve)).toBeUndefined()
  })

  it('keeps an imported password as it was there', async () => {
    const [, password = '', hash = ''] = CHEAP[0] ?? []
    const ada = await signUp(house)
    const sealed = await kept.seal(house.ports, ada.id, hash)
    await setHash(ada, `${await foreignHash(house.ports, ada.id, hash)}$${sealed}`)
    expect(await canLogIn(house, ada, `${password}x`)).toBe(false)
    await logIn(house, { ...ada, password })
    await house.settled()
    expect(await hashOf(ada)).toMatch(/^\$pbkdf2-chain\$v=2/)
    expect(await keptOf(ada)).toBe(hash)
  })

  it('seals it anew under a new master key', async () => {
    const ada = await signUp(house)
    const before = await keptOf(ada)
    const old = JSON.parse(SECRETS.MASTER_KEYS).keys
    const key = { kty: 'oct', kid: 'next', k: 'uJ5cLQ0mF1s3R8yVbXhKZ2dWnT7aOe4pGi6jMqNvBwE' }
    const next = openGatehouse({ MASTER_KEYS: JSON.stringify({ keys: [key, ...old] }) }, { config })
    await logIn(next, ada)
    await next.settled()
    const alone = openKeys({ MASTER_KEYS: JSON.stringify({ keys: [key] }) })
    expect(await keptOf(ada, alone)).toBe(before)
  })
})

describe('a sign-in that the old login let in', () => {
  const ARGON = 'argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdHNhbHQ$a2V5'

  it('keeps the old hash, which cannot be verified here', async () => {
    const { house: asking, old } = openAsking({}, {}, { wayBack: kept })
    const ada = await askedAbout(asking, old)
    await setHash(ada, `${await hashOf(ada)}$${await kept.seal(asking.ports, ada.id, ARGON)}`)
    const stored = await everythingAsText()
    expect((await signIn(asking, { ...ada, password: `${THERE}x` })).status).toBe(400)
    expect(await hashOf(ada)).toMatch(/^!old-login,/)
    expect(stored).not.toContain(ARGON)
    expect((await signIn(asking, ada)).status).toBe(200)
    expect(old.asked.map(({ body }) => body.username)).toEqual([ada.username, ada.username])
    expect(await hashOf(ada)).toMatch(/^\$pbkdf2-chain\$v=2/)
    expect(await keptOf(ada)).toBe(ARGON)
    expect(await canLogIn(asking, ada, THERE)).toBe(true)
  })

  it('makes a way back for who had none, and for who was not imported', async () => {
    const { house: asking, old } = openAsking({ newcomers: true }, {}, { wayBack: kept })
    const ada = await askedAbout(asking, old)
    expect((await signIn(asking, ada)).status).toBe(200)
    expect(await djangoVerifies(await keptOf(ada), THERE)).toBe(true)
    old.people.set('stranger', { id: 77, username: 'stranger' })
    expect((await signIn(asking, { username: 'stranger', password: THERE })).status).toBe(200)
    const stranger = (await rowsOf('accounts')).find(({ username }) => username === 'stranger')
    expect(await djangoVerifies(await keptOf({ id: String(stranger?.id) }), THERE)).toBe(true)
  })
})

describe('a seal', () => {
  it('opens for its own account only', async () => {
    const [ada, eve] = [await signUp(house), await signUp(house)]
    expect(await kept.open(house.ports.keys, eve.id, sealOf(await hashOf(ada)) ?? '')).toBeUndefined()
  })

  it('is no part of the hash before it', async () => {
    const ada = await signUp(house)
    const hash = await hashOf(ada)
    expect(parseHash(hash)).toEqual(parseHash(withoutSeal(hash)))
    expect(withoutSeal(withoutSeal(hash))).toBe(withoutSeal(hash))
    await env.DB.prepare('update accounts set password_hash = ? where id = ?')
      .bind(hash.slice(0, -1), ada.id)
      .run()
    // What is altered opens nothing, and the password goes on.
    await expect(keptOf(ada)).rejects.toThrow()
    expect(await canLogIn(house, ada, PASSWORD)).toBe(true)
  })
})

it('is checked, and /readyz says that it has ended', async () => {
  expect(checkConfig(defineConfig({ wayBack: wayBack({ until: 'soon' }) }))).toEqual([
    "wayBack has an until that is no date, as '2027-03-01'",
  ])
  expect(checkConfig(defineConfig({ wayBack: kept }))).toEqual([])
  const ready = async (until: string) => {
    const there = openGatehouse(AS_SHIPPED, { config: defineConfig({ wayBack: wayBack({ until }) }) })
    return (await callerOf(there).get('/readyz')).body
  }
  expect(await ready(UNTIL)).toMatchObject({ warnings: [] })
  expect(await ready('2026-10-01')).toMatchObject({
    warnings: [
      'wayBack ended 2026-10-01: take it out, and remove what was kept with npm run admin -- moved --end',
    ],
  })
})
