import { describe, expect, it } from 'vitest'
import { toHex, utf8 } from '../../src/ports/bytes.ts'
import { openKeys } from '../../src/ports/keys.ts'
import { SECRETS } from '../support/secrets.ts'

const [MASTER] = JSON.parse(SECRETS.MASTER_KEYS).keys
const [SIGNING] = JSON.parse(SECRETS.SIGNING_KEYS).keys
const OTHER = { kty: 'oct', kid: '2', k: 'uJ5cLQ0mF1s3R8yVbXhKZ2dWnT7aOe4pGi6jMqNvBwE' }
const set = (...keys: unknown[]) => JSON.stringify({ keys })
const words = (text: string) => ({ kty: 'oct', kid: '1', k: btoa(text).replace(/=+$/, '') })

const keys = openKeys(SECRETS)
const USES = ['token', 'token check', 'link', 'pepper', 'picture'] as const

/** What is said about a secret; its values are never part of it. */
function complaintOf(read: () => unknown, secret: string | undefined): string {
  try {
    read()
    return 'none'
  } catch (error) {
    const { name, message } = error as Error
    for (const value of secret?.match(/[\w-]{8,}/g) ?? [])
      if (!/^(MASTER_KEYS|SIGNING_KEYS)$/.test(value)) expect(message).not.toContain(value)
    return `${name}: ${message}`
  }
}

const NOT_A_SET = 'not a JWK Set with a key in it'
const broken: [string, string | undefined, string][] = [
  ['missing', undefined, 'missing'],
  ['empty', '', 'missing'],
  ['an example', 'changeme', 'not JSON'],
  ['a bare key', 'kDGGzm3xiFBKMcC4m7VhZt6fTEGVKAz7Jqrc41iq6AY', 'not JSON'],
  ['null', 'null', NOT_A_SET],
  ['a number', '12345678', NOT_A_SET],
  ['a list', '[]', NOT_A_SET],
  ['an object without keys', '{}', NOT_A_SET],
  ['a set of no keys', '{"keys":[]}', NOT_A_SET],
  ['a set that is no list', '{"keys":{"0":{}}}', NOT_A_SET],
]

describe('MASTER_KEYS (FLT-15, FLT-16)', () => {
  it.each([
    ...broken,
    ['with the same id twice', set(MASTER, { ...OTHER, kid: '1' }), 'two keys have the same id'],
    ['with a key that is none', set(null), 'not "oct" keys'],
    ['with a key that is text', set('kDGGzm3xiFBKMcC4m7VhZt6f'), 'not "oct" keys'],
    ['with a signing key', set(SIGNING), 'not "oct" keys'],
    ['with a key without an id', set({ ...MASTER, kid: undefined }), 'not "oct" keys'],
    ['with an id that would end a field', set({ ...MASTER, kid: '1$2' }), 'not "oct" keys'],
    ['with an id that would end a sealed text', set({ ...MASTER, kid: '1.2' }), 'not "oct" keys'],
    ['with an id that is a number', set({ ...MASTER, kid: 1 }), 'not "oct" keys'],
    ['with an id of 33 emails', set({ ...MASTER, kid: 'x'.repeat(33) }), 'not "oct" keys'],
    ['with no bytes', set({ ...MASTER, k: '' }), 'not "oct" keys'],
    ['with bytes in another alphabet', set({ ...MASTER, k: `${MASTER.k}+/` }), 'not "oct" keys'],
    ['with bytes of an odd length', set({ ...MASTER, k: `${MASTER.k}AA` }), 'not "oct" keys'],
    ['with 31 bytes', set({ ...MASTER, k: MASTER.k.slice(0, 42) }), 'a key is too weak'],
    ['with 32 zeros', set({ ...MASTER, k: 'A'.repeat(43) }), 'a key is too weak'],
    ['with a word, repeated', set(words('secret'.repeat(8))), 'a key is too weak'],
    ['with a weak key behind a good one', set(MASTER, { ...OTHER, k: 'AAAA' }), 'a key is too weak'],
  ])('is refused: %s', (_, secret, complaint) => {
    const env = { ...(secret !== undefined && { MASTER_KEYS: secret }) }
    expect(complaintOf(() => openKeys(env).kids(), secret)).toBe(`Misconfigured: MASTER_KEYS: ${complaint}`)
  })

  it('is never half used: nothing is made while it is refused', async () => {
    const { mac, seal, unseal } = openKeys({ MASTER_KEYS: set({ ...MASTER, k: 'AAAA' }) })
    for (const use of [
      () => mac('pepper', utf8('x')),
      () => seal('x', new Uint8Array(12)),
      () => unseal('1.x'),
    ])
      await expect(use()).rejects.toMatchObject({ name: 'Misconfigured' })
  })
})

describe('SIGNING_KEYS (FLT-15, FLT-16)', () => {
  const NOT_EC = 'not private "EC" keys of curve P-256'
  it.each([
    ...broken,
    ['with the same id twice', set(SIGNING, SIGNING), 'two keys have the same id'],
    ['with a key that is none', set(null), NOT_EC],
    ['with a master key', set(MASTER), NOT_EC],
    ['with a public key', set({ ...SIGNING, d: undefined }), NOT_EC],
    ['with another curve', set({ ...SIGNING, crv: 'P-384' }), NOT_EC],
    ['with RSA', set({ ...SIGNING, kty: 'RSA' }), NOT_EC],
    ['without an id', set({ ...SIGNING, kid: undefined }), NOT_EC],
    ['with a coordinate that is too short', set({ ...SIGNING, x: 'AAAA' }), NOT_EC],
    ['with a private part that is too short', set({ ...SIGNING, d: 'AAAA' }), NOT_EC],
    ...['x', -1.5, null, Infinity, 1_795_159_005_955].map((exp): [string, string, string] => [
      `with \`exp\` ${exp}`,
      set({ ...SIGNING, exp }),
      'an "exp" is no time',
    ]),
    ['with a private part that is too long', set({ ...SIGNING, d: `${SIGNING.d}AAAA` }), NOT_EC],
  ])('is refused: %s', (_, secret, complaint) => {
    const env = { ...(secret !== undefined && { SIGNING_KEYS: secret }) }
    expect(complaintOf(() => openKeys(env).signing(), secret)).toBe(
      `Misconfigured: SIGNING_KEYS: ${complaint}`,
    )
  })

  it('keeps nothing of a key but what an ES256 key is made of', () => {
    const { kty, crv, kid, x, y, d } = SIGNING
    expect(keys.signing()).toEqual([{ kty, crv, kid, x, y, d }])
  })
})

describe('the keys that are made of a master key', () => {
  // HKDF-SHA-256 of 32 zeros and `gatehouse/v1/<use>`, computed outside: stored hashes depend on them for good.
  it.each([
    ['token', 'ea27363dbb44f20f8626456f118896173f5ecc81dac7dba26e913be063c4a7b0'],
    ['token check', 'd172c7d1acb3e823c653a39b50306da663831d3dd88228219b473aafe5d55fe7'],
    ['link', 'd2921e17e1c0e2038fb9c38c061ae9b960b723e87413ffe1108bd9bcaa20635b'],
    ['pepper', '75465ac59827b045064ece68b00a1bfd297162000770c5b80e6c2b5966f84784'],
    ['picture', '1ea1b4a09618d087c077437ecfc4587d3bcc1091d3514d0e351e49c8068b0f5c'],
  ] as const)('for %s are the known ones, and other ones than for any other use', async (use, known) => {
    expect(toHex((await keys.mac(use, utf8('gatehouse'), '1')) ?? new Uint8Array())).toBe(known)
  })

  it('are the first key’s unless another id is named, and none for an id that is gone', async () => {
    const both = openKeys({ MASTER_KEYS: set(OTHER, MASTER) })
    expect(both.kids()).toEqual(['2', '1'])
    for (const use of USES) {
      const [first, old] = [await both.mac(use, utf8('x')), await both.mac(use, utf8('x'), '1')]
      expect(first).toEqual(await both.mac(use, utf8('x'), '2'))
      expect(old).toEqual(await keys.mac(use, utf8('x'), '1'))
      expect(first).not.toEqual(old)
      expect(await both.mac(use, utf8('x'), '3')).toBeUndefined()
    }
  })
})

describe('a sealed text', () => {
  const iv = Uint8Array.from({ length: 12 }, (_, index) => index)

  it('is the known one, and opens', async () => {
    const sealed = '1.AAECAwQFBgcICQoLyWIP3MKoYr82B1hcZWxEsW8P8d_QLmxk'
    expect(await keys.seal('a letter', iv)).toBe(sealed)
    expect(await keys.unseal(sealed)).toBe('a letter')
  })

  it('opens after the key has changed, until it is taken away', async () => {
    const sealed = await keys.seal('a lettér', iv)
    expect(await openKeys({ MASTER_KEYS: set(OTHER, MASTER) }).unseal(sealed)).toBe('a lettér')
    expect(await openKeys({ MASTER_KEYS: set(OTHER) }).unseal(sealed)).toBeUndefined()
  })

  it('does not open when any email of it was changed', async () => {
    const sealed = await keys.seal('a letter', iv)
    for (let index = 2; index < sealed.length; index++) {
      const other = sealed[index] === 'A' ? 'w' : 'A'
      const altered = sealed.slice(0, index) + other + sealed.slice(index + 1)
      await expect(keys.unseal(altered), altered).rejects.toThrow()
    }
  })
})
