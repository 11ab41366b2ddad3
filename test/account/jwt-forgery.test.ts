import { CompactSign, exportSPKI, importJWK, type JWTPayload, SignJWT } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import { authenticate } from '../../src/account/sessions/session.ts'
import { readJwt, signJwt } from '../../src/account/tokens/jwt.ts'
import { utf8 } from '../../src/ports/bytes.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { GOOD, HEADER, json, jwk, NOW, signed } from '../support/signed-jwt.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse(bindings)
const { ports } = gatehouse

const { kty = '', crv = '', x = '', y = '' } = jwk
const publicJwk = { kty, crv, x, y }

async function refused(token: string, name = token): Promise<void> {
  await expect(readJwt(ports, token), name).rejects.toMatchObject({ name: 'Refusal', reason: 'jwt_invalid' })
}

describe('a JWT made by our key in another way', () => {
  it('is good, so that the refusals below mean something', async () => {
    expect(await readJwt(ports, await signed(GOOD))).toEqual({ ...GOOD, step: 0 })
  })
})

describe('a forged JWT is refused', () => {
  it('without a signature, however `none` is spelled (JWT-01)', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', ''])
      await refused(`${json({ ...HEADER, alg })}.${json(GOOD)}.`, alg)
  })

  it('signed with the public key as if it were a secret (JWT-02)', async () => {
    const pem = await exportSPKI((await importJWK(publicJwk, 'ES256', { extractable: true })) as CryptoKey)
    const der = atob(pem.replace(/-----[A-Z ]+-----|\s/g, ''))
    const secrets = [pem, JSON.stringify(publicJwk), der, `${publicJwk.x}`, '']
    for (const secret of secrets) {
      const key = Uint8Array.from(secret.padEnd(32, '\0'), (char) => char.charCodeAt(0))
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        const header = { ...HEADER, alg }
        await refused(
          await new SignJWT(GOOD as JWTPayload).setProtectedHeader(header).sign(hmacKey(key, alg)),
        )
      }
    }
  })

  it('signed with another algorithm under our key id (JWT-03)', async () => {
    const algorithms = [
      ['ES512', { name: 'ECDSA', namedCurve: 'P-521' }],
      ['ES384', { name: 'ECDSA', namedCurve: 'P-384' }],
      ['EdDSA', { name: 'Ed25519' }],
    ] as const
    for (const [alg, algorithm] of algorithms) {
      const { privateKey } = (await crypto.subtle.generateKey(algorithm, true, [
        'sign',
        'verify',
      ])) as CryptoKeyPair
      const header = { ...HEADER, alg }
      await refused(await new SignJWT(GOOD as JWTPayload).setProtectedHeader(header).sign(privateKey), alg)
    }
    for (const alg of ['ES384', 'RS256', 'HS256', 'dir', 7, null, ['ES256']])
      await refused(await signed(GOOD, { ...HEADER, alg }), String(alg))
  })

  it('with a key of its own in the header, and nothing is fetched (JWT-04)', async () => {
    const fetches = vi.spyOn(globalThis, 'fetch')
    const { privateKey, publicKey } = (await crypto.subtle.generateKey(
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['sign', 'verify'],
    )) as CryptoKeyPair
    const theirs = await crypto.subtle.exportKey('jwk', publicKey)
    const headers = [
      { ...HEADER, jwk: theirs },
      { ...HEADER, kid: undefined, jwk: theirs },
      { ...HEADER, jku: 'https://evil.example/jwks.json' },
      { ...HEADER, x5u: 'https://evil.example/key.pem' },
      { ...HEADER, x5c: ['MIIB'] },
    ]
    for (const header of headers) {
      const text = utf8(JSON.stringify(GOOD))
      const sign = new CompactSign(text).setProtectedHeader(header as { alg: string }).sign(privateKey)
      await refused(await sign, JSON.stringify(header))
    }
    expect(fetches).not.toHaveBeenCalled()
    fetches.mockRestore()
  })

  it('with a key id that is none of ours (JWT-04)', async () => {
    const ids = [
      '../../dev/null',
      "' OR 1=1 --",
      ['test-1'],
      {},
      null,
      0,
      '',
      'TEST-1',
      '__proto__',
      'test-2',
    ]
    for (const kid of ids) await refused(await signed(GOOD, { ...HEADER, kid }), JSON.stringify(kid))
    await refused(await signed(GOOD, { alg: 'ES256' }))
  })

  it('with a changed payload or signature, a part more or a part less (JWT-05)', async () => {
    const [header = '', payload = '', signature = ''] = (await signed(GOOD)).split('.')
    const another = (await signed({ ...GOOD, sub: 'eve' })).split('.')
    for (const token of [
      `${header}.${json({ ...GOOD, sub: 'eve' })}.${signature}`,
      `${header}.${payload}.${another[2]}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature.slice(0, -4)}`,
      `${header}.${payload}.${signature}AAAA`,
      `${header}.${payload}.${signature}.${signature}`,
      `${header}.${payload}.${'A'.repeat(86)}`,
      `.${payload}.${signature}`,
      `${header}..${signature}`,
      '..',
      '',
    ]) {
      await refused(token)
    }
  })

  it('with any one bit of the signature changed', async () => {
    const token = await signed(GOOD)
    const at = token.lastIndexOf('.') + 1
    for (let index = at; index < token.length - 1; index++) {
      const other = token[index] === 'A' ? 'B' : 'A'
      await refused(token.slice(0, index) + other + token.slice(index + 1))
    }
  })

  it('in another spelling of base64url (JWT-06)', async () => {
    const token = await signed(GOOD)
    const last = token.at(-1) ?? ''
    const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const sibling = ALPHABET[ALPHABET.indexOf(last) ^ 1] ?? ''
    await refused(`${token.slice(0, -1)}${sibling}`, 'other trailing bits')
    await refused(`${token}==`, 'padding')
    await refused(`${token}\n`, 'a line break')
    await refused(token.replace('.', ' .'), 'a blank')
    await refused(token.replaceAll('_', '/').replaceAll('-', '+').replace('.', '+.'), 'the other alphabet')
  })
})

function hmacKey(bytes: Uint8Array<ArrayBuffer>, alg: string) {
  const padded = new Uint8Array(Math.max(64, bytes.length))
  padded.set(bytes)
  return alg === 'HS256' && bytes.length >= 32 ? bytes : padded
}

describe('whoever brings a forged JWT', () => {
  it('costs no statement', async () => {
    const token = await signJwt(
      ports,
      { token_type: 'access', sub: 'ada', sid: 'session', ep: 0, step: 0 },
      { from: NOW * 1000, until: NOW * 1000 + 1000 },
    )
    const nothing = { links: 0, roundTrips: 0, statements: 0, kv: 0, r2: 0 }
    for (const forged of [`${token.slice(0, -4)}AAAA`, 'a.b.c', `${json(HEADER)}.${json(GOOD)}.`]) {
      const refusal = expect(authenticate(ports, forged)).rejects.toMatchObject({ reason: 'jwt_invalid' })
      expect(await costOf(() => refusal)).toEqual(nothing)
      await refusal
    }
    // One of ours that has no session: the session, and whether there is such an account.
    expect(await costOf(() => authenticate(ports, token))).toEqual({
      ...nothing,
      roundTrips: 2,
      statements: 2,
    })
  })
})
