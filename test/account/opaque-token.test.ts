import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { authenticate } from '../../src/account/sessions/session.ts'
import { isOpaqueToken, makeOpaqueToken, opaqueTokenHash } from '../../src/account/tokens/opaque-token.ts'
import { toHex } from '../../src/ports/bytes.ts'
import { openPorts } from '../../src/ports/ports.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse, settingsFor } from '../support/gatehouse.ts'
import { signUp } from '../support/people.ts'
import { everythingAsText, rowsOf } from '../support/rows.ts'
import { SECRETS } from '../support/secrets.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse(bindings)
const { ports } = gatehouse

const [OLD] = JSON.parse(SECRETS.MASTER_KEYS).keys as [object]
const NEW = { kty: 'oct', kid: '2', k: 'uJ5cLQ0mF1s3R8yVbXhKZ2dWnT7aOe4pGi6jMqNvBwE' }
const masterKeys = (...keys: object[]) => ({ MASTER_KEYS: JSON.stringify({ keys }) })

const flipped = (token: string, bit: number) => {
  const digit = Number.parseInt(token[bit >> 2] ?? '', 16) ^ (1 << (bit & 3))
  return token.slice(0, bit >> 2) + digit.toString(16) + token.slice((bit >> 2) + 1)
}

describe('an opaque token', () => {
  it('is 40 hex digits, and another one each time (OPQ-06)', async () => {
    const made = await Promise.all(Array.from({ length: 500 }, () => makeOpaqueToken(ports)))
    for (const { token } of made) expect(token).toMatch(/^[0-9a-f]{40}$/)
    expect(new Set(made.map(({ token }) => token)).size).toBe(500)
  })

  it('is 128 random bits and their check', async () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, index) => index)
    const asked: number[] = []
    const random = {
      uuid: () => '',
      bytes(length: number) {
        asked.push(length)
        return bytes
      },
    }
    const { token } = await makeOpaqueToken({ keys: ports.keys, random })
    const check = (await ports.keys.mac('token check', bytes, '1'))?.slice(0, 4) ?? new Uint8Array()
    expect(token).toBe(toHex(bytes) + toHex(check))
    expect(asked).toEqual([16])
  })

  it('is stored as a keyed hash and nowhere as itself (OPQ-02)', async () => {
    const { token } = await signUp(gatehouse)
    await authenticate(ports, token)
    await gatehouse.settled()

    expect((await rowsOf('sessions')).map((row) => row.token_hash)).toEqual([
      await opaqueTokenHash(ports, token),
    ])
    const stored = await everythingAsText()
    expect(stored).not.toContain(token)
    expect(stored).not.toContain(token.slice(0, 16))
    expect(stored).not.toContain(toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(token)))))
  })

  it('lets its owner in, at the cost of one statement', async () => {
    const { id, token } = await signUp(gatehouse)
    expect(await authenticate(ports, token)).toMatchObject({
      account: { id },
      session: { accountId: id, kind: 'token' },
    })
    expect(await costOf(() => authenticate(ports, token))).toEqual({
      links: 0,
      roundTrips: 1,
      statements: 1,
      kv: 0,
      r2: 0,
    })
  })
})

const utf8 = (text: string) => new TextEncoder().encode(text)
const NOTHING = { links: 0, roundTrips: 0, statements: 0, kv: 0, r2: 0 }

describe('what is no token of ours is refused without asking D1', () => {
  const refused = async (credential: string) => {
    const refusal = expect(authenticate(ports, credential), credential.slice(0, 50)).rejects.toMatchObject({
      name: 'Refusal',
      reason: 'token_invalid',
    })
    expect(await costOf(() => refusal)).toEqual(NOTHING)
    await refusal
  }

  it('a token with any one bit changed (OPQ-04)', async () => {
    const { token } = await signUp(gatehouse)
    for (let bit = 0; bit < 160; bit++) await refused(flipped(token, bit))
  })

  it('made-up digits, nothing, and a megabyte (OPQ-01, OPQ-13)', async () => {
    for (const text of ['', '0'.repeat(40), 'f'.repeat(40), 'deadbeef'.repeat(5), 'a'.repeat(2 ** 20)])
      await refused(text)
  })

  it('another spelling of a token (OPQ-05)', async () => {
    const { token } = await signUp(gatehouse)
    const spellings = [token.toUpperCase(), `${token} `, ` ${token}`, `${token}\n`, `"${token}"`, `${token}0`]
    for (const spelling of [...spellings, token.slice(0, -1)]) await refused(spelling)
  })

  it('the hash that is stored of a token (OPQ-03)', async () => {
    const { token } = await signUp(gatehouse)
    const hash = (await opaqueTokenHash(ports, token)) ?? ''
    await refused(hash)
    await refused(hash.slice(0, 40))
  })

  it('SQL (OPQ-12)', async () => {
    await refused("' OR 1=1 --")
    await refused("' UNION SELECT * FROM accounts; --".padEnd(40))
  })
})

describe('a token of ours that no session has', () => {
  it('is refused at the cost of one statement', async () => {
    const { token } = await makeOpaqueToken(ports)
    expect(isOpaqueToken(token)).toBe(true)
    const refusal = () => authenticate(ports, token)
    await expect(refusal()).rejects.toMatchObject({ reason: 'token_invalid' })
    expect(await costOf(refusal)).toEqual({ ...NOTHING, roundTrips: 1, statements: 1 })
  })
})

describe('when the master key changes (FLT-22)', () => {
  const portsWith = (...keys: object[]) => openPorts(settingsFor(masterKeys(...keys)), () => {}, gatehouse)

  it('old tokens are accepted beside new ones until the old key is taken away', async () => {
    const old = await signUp(gatehouse)
    const both = portsWith(NEW, OLD)
    expect(await authenticate(both, old.token)).toMatchObject({ account: { id: old.id } })

    const { token, hash } = await makeOpaqueToken(both)
    expect(await opaqueTokenHash(both, token)).toBe(hash)
    expect(await opaqueTokenHash(portsWith(NEW), token)).toBe(hash)
    expect(await opaqueTokenHash(portsWith(OLD), token)).toBeUndefined()
    await expect(authenticate(portsWith(NEW), old.token)).rejects.toMatchObject({ reason: 'token_invalid' })
  })

  it('a planted row opens nothing to whoever has no key', async () => {
    const { token } = await signUp(gatehouse)
    const mine = 'ab'.repeat(20)
    const digest = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(mine))))
    const known = await opaqueTokenHash(ports, token)
    await env.DB.prepare('update sessions set token_hash = ? where token_hash = ?').bind(digest, known).run()
    await expect(authenticate(ports, mine)).rejects.toMatchObject({ reason: 'token_invalid' })
    await expect(authenticate(ports, token)).rejects.toMatchObject({ reason: 'token_invalid' })
  })
})
