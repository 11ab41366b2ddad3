import { describe, expect, it, vi } from 'vitest'
import { readJwt } from '../../src/account/tokens/jwt.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { GOOD, HEADER, NOW, signed, signedText } from '../support/signed-jwt.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse

async function refused(token: string, name = token): Promise<void> {
  await expect(readJwt(ports, token), name).rejects.toMatchObject({ name: 'Refusal', reason: 'jwt_invalid' })
}

describe('a JWT that our key signed is refused all the same', () => {
  it.each(['exp', 'iat', 'sub', 'jti', 'sid', 'ep', 'token_type', 'iss'])(
    'without %s (JWT-08)',
    async (claim) => refused(await signed({ ...GOOD, [claim]: undefined })),
  )

  it.each([
    ['exp', ['9999999999', null, [NOW + 300], {}, true, NOW + 0.5, 2 ** 60]],
    ['iat', ['0', null, [], {}, 0.5]],
    ['ep', ['0', null, [0], 0.5, 2 ** 60]],
    ['step', ['0', null, [0], 0.5]],
    ['nbf', [NOW + 3600, '0', null]],
    ['sub', [7, null, ['ada'], {}]],
    ['user_id', [7.5, null, ['ada'], {}, true]],
    ['sid', [7, null, ['session'], { $ne: null }]],
    ['jti', [7, null]],
    ['token_type', ['ACCESS', 'sliding', 7, null, ['access']]],
    ['iss', ['https://staging.example', 'http://localhost:8787/', ['http://localhost:8788'], null, 7]],
  ])('when %s is not what it should be (JWT-09, JWT-13)', async (claim, values) => {
    for (const value of values)
      await refused(await signed({ ...GOOD, [claim]: value }), JSON.stringify(value))
  })

  it('when a time is too big for a number (JWT-09)', async () => {
    await refused(await signedText(JSON.stringify(GOOD).replace(/"exp":\d+/, '"exp":1e400')))
  })

  it('when its payload is no object (JWT-10)', async () => {
    for (const payload of [[], [GOOD], 'text', null, 7]) await refused(await signed(payload))
    await refused(await signedText('{'))
    await refused(await signedText(''))
  })

  it('with extensions that have to be understood (JWT-14)', async () => {
    await refused(await signed(GOOD, { ...HEADER, crit: ['exp'], exp: 1 }))
    await refused(await signed(GOOD, { ...HEADER, crit: [] }))
    await refused(await signed(GOOD, { ...HEADER, crit: ['b64'], b64: false }))
    await refused('eyJhbGciOiJQQkVTMi1IUzI1NitBMTI4S1ciLCJwMmMiOjIxNDc0ODM2NDd9.a.b.c.d')
  })

  it('when it is longer than 4,096 characters, without a look at it (JWT-19)', async () => {
    const verify = vi.spyOn(crypto.subtle, 'verify')
    await refused(await signed({ ...GOOD, more: 'x'.repeat(100_000) }), '100 KB')
    await refused(await signed({ ...GOOD, more: 'x'.repeat(3000) }), '4 KB')
    expect(verify).not.toHaveBeenCalled()
    verify.mockRestore()
  })

  it('says the last of two equal claims, as the account that is asked for (JWT-15)', async () => {
    const twice = JSON.stringify(GOOD).replace('"sub":"ada"', '"sub":"eve","sub":"ada"')
    expect(await readJwt(ports, await signedText(twice))).toEqual({ ...GOOD, step: 0 })
  })
})
