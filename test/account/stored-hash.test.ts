import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { withHashPermit } from '../../src/account/passwords/hash-queue.ts'
import { linkUp } from '../../src/account/passwords/password-hash.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { logInForToken } from '../../src/account/sign-in/login.ts'
import { toBase64, utf8 } from '../../src/ports/bytes.ts'
import type { Keys } from '../../src/ports/keys.ts'
import { heldBack, linesLoggedBy } from '../support/faults.ts'
import { AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'
import { SECRETS } from '../support/secrets.ts'

const gatehouse = openGatehouse(AS_SHIPPED)
const { ports } = gatehouse

const setHash = ({ id }: SignedUp, hash: string) =>
  env.DB.prepare('update accounts set password_hash = ? where id = ?').bind(hash, id).run()
const hashOf = async ({ id }: SignedUp) =>
  (await rowsOf('accounts')).find((row) => row.id === id)?.password_hash as string
const REFUSED = { name: 'Refusal', reason: 'wrong_credentials', issues: [] }

describe('a stored hash', () => {
  /** As hashPassword would write it, had it fewer iterations and links. */
  async function weaken(ada: SignedUp): Promise<void> {
    const salt = new Uint8Array(16)
    const last = await linkUp({ hash: 'SHA-256', iterations: 1000, links: 2, salt }, PASSWORD)
    const message = Uint8Array.from([...utf8(`pwtag/v1\0${ada.id}\0`), ...last])
    const tag = (await ports.keys.mac('pepper', message, '1')) ?? new Uint8Array()
    const fields = '$pbkdf2-chain$v=1$h=sha256,i=1000,n=2,keyid=1'
    await setHash(ada, `${fields}$${toBase64(salt)}$${toBase64(tag)}`)
  }

  it('of fewer links is written anew at a login, which ends no session (LOG-09)', async () => {
    const ada = await signUp(gatehouse)
    await weaken(ada)
    await logInForToken(ports, ada, PASSWORD)
    await gatehouse.settled()
    expect(await hashOf(ada)).toContain('i=100000,n=6,keyid=1')
    expect((await authenticate(ports, ada.token)).account.sessionVersion).toBe(0)
    await logInForToken(ports, ada, PASSWORD)
  })

  it('of six links is written anew when the settings ask for more links, and not when they ask for fewer', async () => {
    const ada = await signUp(gatehouse)
    const more = openGatehouse({ ...AS_SHIPPED, PASSWORD_HASH_LINKS: '7' } as Partial<Env>)
    await logInForToken(more.ports, ada, PASSWORD)
    await more.settled()
    const strong = await hashOf(ada)
    expect(strong).toContain('i=100000,n=7,keyid=1')
    await logInForToken(ports, ada, PASSWORD)
    await gatehouse.settled()
    expect(await hashOf(ada)).toBe(strong)
  })

  it('is never written over a password that was changed meanwhile (LOG-11)', async () => {
    const ada = await signUp(gatehouse)
    await weaken(ada)
    const { ports: slow, reached, open } = heldBack(ports)
    const rehashing = logInForToken(slow, ada, PASSWORD)
    await reached
    await changePassword(ports, await authenticate(ports, ada.token), STRICT, {
      oldPassword: PASSWORD,
      newPassword: 'Rt5-harbour-Cormorant',
    })
    const changed = await hashOf(ada)
    open()
    await expect(rehashing).rejects.toMatchObject(REFUSED)
    await gatehouse.settled()
    expect(await hashOf(ada)).toBe(changed)
  })

  it('is left for the next login when too many hash at once', async () => {
    const ada = await signUp(gatehouse)
    await weaken(ada)
    const before = await hashOf(ada)
    const edgeRateLimit = Promise.withResolvers<void>()
    const crowd: Promise<unknown>[] = []
    // The pepper comes after the login's own hash and before the one that would be stored.
    const mac: Keys['mac'] = async (use, ...rest) => {
      if (use === 'pepper')
        crowd.push(
          ...Array.from({ length: 20 }, () => withHashPermit(gatehouse.ports, () => edgeRateLimit.promise)),
        )
      return ports.keys.mac(use, ...rest)
    }
    const { token } = await logInForToken({ ...ports, keys: { ...ports.keys, mac } }, ada, PASSWORD)
    expect((await authenticate(ports, token)).account.id).toBe(ada.id)
    await gatehouse.settled()
    expect(await hashOf(ada)).toBe(before)
    edgeRateLimit.resolve()
    await Promise.all(crowd)
    await logInForToken(ports, ada, PASSWORD)
    await gatehouse.settled()
    expect(await hashOf(ada)).toContain('n=6')
  })

  it('under an old pepper is written anew at a login (HSH-06)', async () => {
    const ada = await signUp(gatehouse)
    const young = { kty: 'oct', kid: '2', k: 'uJ5cLQ0mF1s3R8yVbXhKZ2dWnT7aOe4pGi6jMqNvBwE' }
    const [old] = JSON.parse(SECRETS.MASTER_KEYS).keys
    const rotated = openGatehouse({ ...AS_SHIPPED, MASTER_KEYS: JSON.stringify({ keys: [young, old] }) })
    await logInForToken(rotated.ports, ada, PASSWORD)
    await rotated.settled()
    expect(await hashOf(ada)).toContain('keyid=2')
  })

  it('stays as it is when the password was wrong (LOG-09)', async () => {
    const ada = await signUp(gatehouse)
    await weaken(ada)
    const before = await hashOf(ada)
    await expect(logInForToken(ports, ada, `${PASSWORD}x`)).rejects.toMatchObject(REFUSED)
    await gatehouse.settled()
    expect(await hashOf(ada)).toBe(before)
  })

  it('that cannot be read is told to the operator, without its text or a name (LOG-08)', async () => {
    const ada = await signUp(gatehouse)
    await setHash(ada, '$2b$31$corrupt')
    const lines = await linesLoggedBy(() =>
      expect(logInForToken(ports, ada, PASSWORD)).rejects.toMatchObject(REFUSED),
    )
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toContain('corrupt')
    expect(lines[0]).not.toContain(ada.username)
  })
})
