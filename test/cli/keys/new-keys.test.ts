import { expect, it } from 'vitest'
import { newMasterKey, newSigningKey } from '../../../src/cli/commands/keys/new-keys.ts'

it('makes a master key', () => {
  expect(newMasterKey(1_795_000_000)).toEqual({
    kty: 'oct',
    kid: expect.stringMatching(/^[\w-]{11}$/),
    k: expect.stringMatching(/^[\w-]{43}$/),
    iat: 1_795_000_000,
  })
})

it('makes a signing key', () => {
  const coordinate = expect.stringMatching(/^[\w-]{43}$/)
  expect(newSigningKey(1_795_000_000)).toEqual({
    kty: 'EC',
    crv: 'P-256',
    alg: 'ES256',
    use: 'sig',
    kid: expect.stringMatching(/^[\w-]{11}$/),
    x: coordinate,
    y: coordinate,
    d: coordinate,
    iat: 1_795_000_000,
  })
})

it('never makes an id twice, nor one that would pass for an option', () => {
  const ids = Array.from({ length: 2_000 }, () => newMasterKey(1).kid)
  expect(new Set(ids).size).toBe(2_000)
  expect(ids.filter((id) => id.startsWith('-'))).toEqual([])
})
