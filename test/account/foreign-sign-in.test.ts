import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { logInForToken } from '../../src/account/sign-in/login.ts'
import { heldBack, linesLoggedBy } from '../support/faults.ts'
import { CHEAP, hashOf, MILLIONS, moveIn, openMovedHouse, setHash } from '../support/foreign.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, signUp } from '../support/people.ts'
import { everythingAsText, rowsOf } from '../support/rows.ts'

const gatehouse = openMovedHouse()
const { ports } = gatehouse

const OURS = /^\$pbkdf2-chain\$v=1\$h=sha256,i=100000,n=1,keyid=1\$/
const FOREIGN = /^\$foreign\$v=1\$/
const REFUSED = { name: 'Refusal', reason: 'wrong_credentials', issues: [] }
const [, PASSWORD = '', HASH = ''] = CHEAP[0] ?? []
const NEW = 'Rt5-harbour-Cormorant'

const moved = () => moveIn(gatehouse, HASH, PASSWORD)

const authorization = (token: string) => ({ headers: { authorization: `Token ${token}` } })

async function logIn(path: string, json: object, house = gatehouse): Promise<number> {
  return (await house.request(path, { method: 'POST', json })).status
}

describe('somebody who was imported', () => {
  // Those that take the longest are in foreign-hash.test.ts.
  it.each(CHEAP.filter(([name]) => !/000$|bcrypt_sha256|Django|lanes|MiB/.test(name)))(
    '%s: signs in with the old password, and has our hash from then on',
    async (_, password, hash) => {
      const ada = await moveIn(gatehouse, hash, password)
      expect(await logIn('/auth/token/login/', { username: ada.username, password })).toBe(200)
      await gatehouse.settled()
      expect(await hashOf(ada)).toMatch(OURS)
      expect(await logIn('/auth/token/login/', { username: ada.username, password })).toBe(200)
      expect(await logIn('/auth/token/login/', { username: ada.username, password: `${password}x` })).toBe(
        400,
      )
    },
  )

  it.each([
    ['/api/login/', 'username'],
    ['/auth/token/login/', 'username'],
    ['/auth/jwt/create/', 'username'],
    ['/api-token-auth/', 'username'],
    ['/api/v1/users/login', 'email'],
  ] as const)('signs in at %s by %s', async (path, field) => {
    const ada = await moved()
    expect(await logIn(path, { [field]: ada[field], password: PASSWORD })).toBe(200)
    await gatehouse.settled()
    expect(await hashOf(ada)).toMatch(OURS)
  })

  it('is refused with a wrong password, which changes nothing and is recorded', async () => {
    const ada = await moved()
    const before = await hashOf(ada)
    const response = await gatehouse.request('/auth/token/login/', {
      method: 'POST',
      json: { username: ada.username, password: `${PASSWORD}x` },
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      non_field_errors: ['Unable to log in with provided credentials.'],
    })
    await gatehouse.settled()
    expect(await hashOf(ada)).toBe(before)
    const events = (await rowsOf('events')).filter((event) => event.account_id === ada.id)
    expect(events.map(({ kind }) => kind)).toContain('sign_in_failed')
  })

  it('signs in twice at once: both get in, one hash is written', async () => {
    const ada = await moved()
    const both = await Promise.all([logInForToken(ports, ada, PASSWORD), logInForToken(ports, ada, PASSWORD)])
    await gatehouse.settled()
    expect(await hashOf(ada)).toMatch(OURS)
    for (const { token } of both) expect((await authenticate(ports, token)).account.sessionVersion).toBe(0)
    await logInForToken(ports, ada, PASSWORD)
  })

  it('keeps a password that was changed while the old hash was checked', async () => {
    const ada = await moved()
    const { ports: slow, reached, open } = heldBack(ports)
    const rehashing = logInForToken(slow, ada, PASSWORD)
    await reached
    await changePassword(ports, await authenticate(ports, ada.token), STRICT, {
      oldPassword: PASSWORD,
      newPassword: NEW,
    })
    const changed = await hashOf(ada)
    open()
    await expect(rehashing).rejects.toMatchObject(REFUSED)
    await gatehouse.settled()
    expect(await hashOf(ada)).toBe(changed)
  })

  it('of a million iterations keeps nobody else waiting', async () => {
    const [[, password = '', hash = ''] = []] = MILLIONS
    const ada = await moveIn(gatehouse, hash, password)
    const order: string[] = []
    const signingIn = logIn('/auth/token/login/', { username: ada.username, password }).then((status) =>
      order.push(`signed in: ${status}`),
    )
    for (let each = 0; each < 5; each++) {
      await scheduler.wait(5)
      expect((await gatehouse.request('/auth/users/me/', authorization(ada.token))).status).toBe(200)
      order.push('read')
    }
    await signingIn
    expect(order).toEqual([...Array(5).fill('read'), 'signed in: 200'])
  })

  it('has no password there, and gets none here by signing in', async () => {
    const ada = await moveIn(gatehouse, '!2nVc5RfT1JZbPT4gptX9cFvWXxG1fT5WuhO0328G', '')
    for (const password of ['!', '!2nVc5RfT1JZbPT4gptX9cFvWXxG1fT5WuhO0328G', 'None'])
      expect(await canLogIn(gatehouse, ada, password)).toBe(false)
    expect(await hashOf(ada)).toBe('!')
  })

  it('is refused while disabled, and keeps the old hash', async () => {
    const ada = await moved()
    await env.DB.prepare('update accounts set is_active = 0 where id = ?').bind(ada.id).run()
    expect(await canLogIn(gatehouse, ada, PASSWORD)).toBe(false)
    await gatehouse.settled()
    expect(await hashOf(ada)).toMatch(FOREIGN)
  })
})

describe('before the first sign-in', () => {
  it('a password is changed with the old one', async () => {
    const ada = await moved()
    const change = (current_password: string) =>
      gatehouse.request('/auth/users/set_password/', {
        method: 'POST',
        json: { current_password, new_password: NEW },
        ...authorization(ada.token),
      })
    const refused = await change(`${PASSWORD}x`)
    expect(refused.status).toBe(400)
    expect(await refused.json()).toEqual({ current_password: ['Invalid password.'] })
    expect((await change(PASSWORD)).status).toBe(204)
    expect(await hashOf(ada)).toMatch(OURS)
    expect(await canLogIn(gatehouse, ada, NEW)).toBe(true)
    expect(await canLogIn(gatehouse, ada, PASSWORD)).toBe(false)
  })

  it('an account is deleted with the old password', async () => {
    const ada = await moved()
    const remove = (current_password: string) =>
      gatehouse.request('/auth/users/me/', {
        method: 'DELETE',
        json: { current_password },
        ...authorization(ada.token),
      })
    expect((await remove(`${PASSWORD}x`)).status).toBe(400)
    expect((await remove(PASSWORD)).status).toBe(204)
    expect((await rowsOf('accounts')).some(({ id }) => id === ada.id)).toBe(false)
  })
})

describe('what is stored', () => {
  it('has neither the old hash nor its digest in it (G8)', async () => {
    for (const [, password, hash] of CHEAP.filter(([name]) => /36,000|\$2b|^scrypt$|md5|sha1/.test(name)))
      await moveIn(gatehouse, hash, password)
    const all = await everythingAsText()
    for (const [, , hash] of CHEAP) {
      const digest = hash.split('$').at(-1) ?? ''
      expect(all).not.toContain(digest)
      expect(all).not.toContain(hash)
      if (hash.includes('$2')) expect(all).not.toContain(digest.slice(22))
    }
  })
})

describe('limits', () => {
  const strict = openMovedHouse({ LOGIN_TRIES: '2' })

  it('count wrong passwords as ever, and then refuse before any work', async () => {
    const ada = await moveIn(strict, HASH, PASSWORD)
    // From its own client, which registered it, an account has three times as many.
    for (let wrong = 0; wrong < 6; wrong++)
      expect(await logIn('/auth/token/login/', { username: ada.username, password: 'wrong' }, strict)).toBe(
        400,
      )
    expect(await logIn('/auth/token/login/', { username: ada.username, password: PASSWORD }, strict)).toBe(
      429,
    )
    expect(await hashOf(ada)).toMatch(FOREIGN)
    strict.wait(60 * 60)
    expect(await logIn('/auth/token/login/', { username: ada.username, password: PASSWORD }, strict)).toBe(
      200,
    )
  })
})

describe('without the verifier', () => {
  it('a right password is refused as a wrong one, with a line for the operator', async () => {
    const plain = openGatehouse()
    const ada = await moved()
    const lines = await linesLoggedBy(async () => {
      await expect(logInForToken(plain.ports, ada, PASSWORD)).rejects.toMatchObject(REFUSED)
    })
    expect(lines).toEqual([JSON.stringify({ event: 'stored hash unreadable', account: ada.id })])
    await plain.settled()
    expect(await hashOf(ada)).toMatch(FOREIGN)
  })

  it.each([
    '$foreign$',
    '$foreign$v=1$a=bcrypt,c=99,keyid=1$AAAA$AAAA',
    '$foreign$v=1$a=scrypt,n=1,r=1,p=1,keyid=1$$',
  ])('or with a corrupt hash, %s: 400 and no fault', async (hash) => {
    const ada = await signUp(gatehouse)
    await setHash(ada, hash)
    const lines = await linesLoggedBy(async () => {
      expect(await logIn('/auth/token/login/', { username: ada.username, password: 'x' })).toBe(400)
    })
    expect(lines).toHaveLength(1)
  })
})
