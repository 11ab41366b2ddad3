import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { isJwt, publicKeys, readJwt, signJwt } from '../../src/account/tokens/jwt.ts'
import { openPorts } from '../../src/ports/ports.ts'
import { openGatehouse, settingsFor } from '../support/gatehouse.ts'
import { SECRETS } from '../support/secrets.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse

const ID = '6d5f9bae-a31b-4b7b-82c4-3853eda2b011'
const SID = '0b7e9f0e-3f2a-4a53-9a52-9b1f1d6b1c11'
const NOW = gatehouse.clock.now()
const CLAIMS = { sub: ID, sid: SID, ep: 3, step: 7 }
const sign = (token_type: 'access' | 'refresh', seconds = 300, by = ports) =>
  signJwt(by, { token_type, ...CLAIMS }, { from: NOW, until: NOW + seconds * 1000 })

const [FIRST] = JSON.parse(SECRETS.SIGNING_KEYS).keys as [object]
const SECOND = {
  kty: 'EC',
  crv: 'P-256',
  kid: 'test-2',
  x: 'kF0RdBQi2f8b0Dq5Eog-B8rHKfkf3yRnL3H2Z1pXn3Q',
  y: '',
  d: '',
}
const portsWith = (...keys: object[]) =>
  openPorts(settingsFor({ SIGNING_KEYS: JSON.stringify({ keys }) }), () => {}, gatehouse)

const shared = {
  iss: 'http://localhost:8787',
  sub: ID,
  user_id: ID,
  sid: SID,
  ep: 3,
  iat: NOW / 1000,
  exp: NOW / 1000 + 300,
  jti: expect.stringMatching(/^[0-9a-f]{32}$/),
}

describe('a JWT', () => {
  it('says who, in which session, since when and until when, and nothing else (JWT-20)', async () => {
    const access = await sign('access')
    expect(decodeProtectedHeader(access)).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'test-1' })
    expect(decodeJwt(access)).toEqual({ ...shared, token_type: 'access' })
  })

  it('says its step when it is a refresh token', async () => {
    expect(decodeJwt(await sign('refresh'))).toEqual({ ...shared, token_type: 'refresh', step: 7 })
  })

  it('is another one each time', async () => {
    const [one, other] = [decodeJwt(await sign('refresh')), decodeJwt(await sign('refresh'))]
    expect(one.jti).not.toBe(other.jti)
  })

  it('is read as it was written', async () => {
    expect(await readJwt(ports, await sign('access'), 'access')).toEqual({
      ...shared,
      token_type: 'access',
      step: 0,
    })
    expect(await readJwt(ports, await sign('refresh'))).toEqual({
      ...shared,
      token_type: 'refresh',
      step: 7,
    })
  })

  it('is known by its shape', () => {
    for (const text of ['a.b.c', 'a.b.', 'eyJ-_.eyJ.x-_']) expect(isJwt(text), text).toBe(true)
    for (const text of ['', 'a', 'a.b', '.b.c', 'a..c', 'a.b.c.d', 'a.b.c=', 'a+.b.c', 'a.b.c ', ' a.b.c'])
      expect(isJwt(text), text).toBe(false)
  })

  it('of one kind is not taken for the other (JWT-11, JWT-12)', async () => {
    const wrong = { name: 'Refusal', reason: 'jwt_wrong_kind' }
    await expect(readJwt(ports, await sign('access'), 'refresh')).rejects.toMatchObject(wrong)
    await expect(readJwt(ports, await sign('refresh'), 'access')).rejects.toMatchObject(wrong)
  })
})

describe('the end of a JWT (JWT-07)', () => {
  it.each([
    [299, true],
    [299.999, true],
    [300, false],
    [301, false],
  ])('of 300 seconds: after %d seconds it is good: %s', async (seconds, good) => {
    const { ports, wait } = openGatehouse()
    const token = await sign('access')
    wait(seconds)
    const reading = readJwt(ports, token).then(() => true)
    await (good ? expect(reading).resolves.toBe(true) : expect(reading).rejects.toThrow('jwt_invalid'))
  })

  it('is cut to whole seconds, never past what was asked for', async () => {
    const token = await signJwt(
      ports,
      { token_type: 'access', ...CLAIMS },
      { from: NOW + 999, until: NOW + 1999 },
    )
    expect(decodeJwt(token)).toMatchObject({ iat: NOW / 1000, exp: NOW / 1000 + 1 })
  })
})

describe('the public keys', () => {
  it('are published without what signs', () => {
    const { kty, crv, kid, x, y } = FIRST as Record<string, string>
    expect(publicKeys(ports)).toEqual({ keys: [{ kty, crv, kid, x, y, alg: 'ES256', use: 'sig' }] })
  })

  it('are enough to check a JWT with', async () => {
    const [key] = publicKeys(ports).keys
    const { payload } = await jwtVerify(await sign('access'), await importJWK(key ?? {}, 'ES256'), {
      currentDate: new Date(NOW),
    })
    expect(payload.sub).toBe(ID)
  })
})

describe('when the signing key changes (FLT-20, FLT-21)', async () => {
  const tokenPair = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const made = (await crypto.subtle.exportKey('jwk', tokenPair.privateKey)) as JsonWebKey
  const { x, y, d } = made
  const next = { ...SECOND, x, y, d }

  it('the first key signs, and JWTs of the others are good until their key is taken away', async () => {
    const old = await sign('access')
    const rotated = portsWith(next, FIRST)
    const young = await sign('access', 300, rotated)
    expect(decodeProtectedHeader(young).kid).toBe('test-2')

    expect(await readJwt(rotated, old)).toMatchObject({ sub: ID })
    expect(await readJwt(rotated, young)).toMatchObject({ sub: ID })
    expect(publicKeys(rotated).keys.map(({ kid }) => kid)).toEqual(['test-2', 'test-1'])
    await expect(readJwt(portsWith(next), old)).rejects.toThrow('jwt_invalid')
    await expect(readJwt(ports, young)).rejects.toThrow('jwt_invalid')
  })

  it('a key that signs no more verifies until its `exp`, and is published until then', async () => {
    const gatehouse = openGatehouse({
      SIGNING_KEYS: JSON.stringify({
        keys: [next, { ...FIRST, retired: NOW / 1000, exp: NOW / 1000 + 100 }],
      }),
    })
    const old = await sign('access')
    const kidsOf = () => publicKeys(gatehouse.ports).keys.map(({ kid }) => kid)
    gatehouse.wait(99)
    expect(await readJwt(gatehouse.ports, old)).toMatchObject({ sub: ID })
    expect(kidsOf()).toEqual(['test-2', 'test-1'])
    gatehouse.wait(1)
    await expect(readJwt(gatehouse.ports, old)).rejects.toThrow('jwt_invalid')
    expect(kidsOf()).toEqual(['test-2'])
  })

  it('a set whose every key has ended signs nothing', async () => {
    const ports = portsWith({ ...FIRST, exp: NOW / 1000 })
    await expect(sign('access', 300, ports)).rejects.toThrow('SIGNING_KEYS: every key has ended')
  })

  it('another key under an id that was used before opens nothing', async () => {
    const old = await sign('access')
    await expect(readJwt(portsWith({ ...next, kid: 'test-1' }), old)).rejects.toThrow('jwt_invalid')
  })
})
