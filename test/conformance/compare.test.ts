// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a scenario writes a variable
import { describe, expect, it } from 'vitest'
import { build } from './builders.ts'
import { compare } from './compare.ts'
import { toBase64url, utf8 } from './encoding.ts'
import type { Json } from './scenario.ts'
import { newVariables } from './variables.ts'

const origin = 'http://localhost:8787'
const now = Date.UTC(2026, 8, 18)
const uuid = '01234567-89ab-cdef-0123-456789abcdef'
const claims = { token_type: 'access', exp: 400, iat: 100 }
const token = `${encode({ alg: 'ES256', kid: 'k1' })}.${encode(claims)}.c2ln`

function encode(value: Json): string {
  return toBase64url(utf8(JSON.stringify(value)))
}

// What is wanted, a value that is so, and values that are not.
const expectations: [wanted: Json, right: Json, wrong: Json[]][] = [
  ['u${name}', 'uada', ['uAda', 'u${name}', null]],
  [1, 1, ['1', true, 2]],
  [null, null, [false, '', {}]],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, [{ a: 1 }, { a: 1, b: 2, c: 3 }, { a: 1, b: 3 }, [1, 2], 'ab']],
  [{}, {}, [{ a: 1 }, []]],
  [
    [1, 2],
    [1, 2],
    [[2, 1], [1], [1, 2, 3], { 0: 1, 1: 2 }],
  ],
  [{ a: { $any: true } }, { a: null }, [{}]],
  [{ a: { $not: 1 } }, { a: 2 }, [{ a: 1 }, {}]],
  [{ $re: '^a${dotted}$' }, 'ax.y', ['axzy', 'ax.yz', 1]],
  [{ $re: '(?i)^(?P<first>l)ax$' }, 'LAX', ['LAXER', null]],
  [{ $type: 'array' }, [], [{}, 'array']],
  [{ $type: ['string', 'null'] }, null, [0, false, []]],
  [{ $uuid: true }, uuid, [uuid.toUpperCase(), `${uuid}0`, 1]],
  [{ $in: ['a', { $type: 'number' }] }, 7, ['b', null]],
  [{ $all: [{ $re: '^a' }, { $re: 'z$' }] }, 'abz', ['ab', 'bz']],
  [{ $not: { $type: 'string' } }, 1, ['x']],
  [{ $contains: 'u${name}' }, 'xuaday', ['xuy', 1]],
  [{ $contains: ['a', { $re: '^b' }] }, ['bb', 'c', 'a'], [['a', 'c'], [], 'a']],
  [
    { $contains: { a: 1, gone: { $not: { $any: true } } } },
    { a: 1, b: 2 },
    [{ b: 2 }, { a: 1, gone: 1 }, { a: 2 }],
  ],
  [{ $set: [1, { $type: 'number' }] }, [2, 1], [[2, 2], [1], [1, 2, 3], [1, 'x']]],
  [{ $each: { $type: 'number' } }, [1, 2], [[1, 'x'], [], {}]],
  [{ $len: 2 }, 'é😀', ['a', 'abc', 22]],
  [{ $len: 1 }, { a: 1 }, [{}, [1, 2]]],
  [{ $range: [1, 3] }, 3, [0, 4, '2']],
  [{ $range: [null, 3] }, -9, [4]],
  [{ $tokens: { include: ['GET'], exclude: ['PUT'] } }, 'get, POST', ['POST', 'GET, PUT', 'GETPOST']],
  [
    { $jwt: { header: { $contains: { alg: 'ES256' } } } },
    token,
    [`${encode({})}.${encode(claims)}.`, 'a.b', 1],
  ],
  [{ $jwt: { claims } }, token, [`${encode({})}.${encode({ ...claims, exp: 5 })}.`, '!!!.e30.', 'e30.bm8.']],
  [{ $jwt: { lifetime: 300 } }, token, [`e30.${encode({ iat: 1, exp: 300 })}.`, 'e30.e30.']],
]

describe('compare', () => {
  const variables = newVariables(origin).set('name', 'ada').set('dotted', 'x.y')

  it.each(expectations)('%j is met by %j', async (wanted, right, wrong) => {
    expect(await compare(wanted, right, variables)).toEqual([])
    for (const got of wrong)
      expect(await compare(wanted, got, variables), JSON.stringify(got)).not.toEqual([])
  })

  it('says where the difference is', async () => {
    expect(await compare({ a: [{ b: 1 }] }, { a: [{ b: 2 }], c: 3 }, variables)).toEqual([
      'body.a[0].b: expected 1, got 2',
      'body.c: expected nothing, got 3',
    ])
  })

  it('refuses a matcher that does not exist and a variable that was not captured', async () => {
    await expect(compare({ $like: 1 }, 1, variables)).rejects.toThrow('unknown matcher $like')
    await expect(compare('${gone}', 'x', variables)).rejects.toThrow('was never captured')
  })
})

describe('signed_by', () => {
  it('takes only an ES256 signature by the key that the header names', async () => {
    const [ours, theirs] = [await newKey(), await newKey()]
    const good = await sign(ours.privateKey, { alg: 'ES256', kid: 'k1' })
    const variables = newVariables(origin).set('keys', { keys: [{ kid: 'k1', ...(await publicJwk(ours)) }] })
    const signed = { $jwt: { signed_by: '${keys}' } }
    expect(await compare(signed, good, variables)).toEqual([])

    const wrong = [
      await sign(theirs.privateKey, { alg: 'ES256', kid: 'k1' }),
      await sign(ours.privateKey, { alg: 'ES256', kid: 'k2' }),
      await sign(ours.privateKey, { alg: 'HS256', kid: 'k1' }),
      await build({ $tamper: good }, { variables, now }),
      good.replace(/[^.]+$/, ''),
      good.replace(/\..*\./, `.${encode({ ...claims, user_id: 'other' })}.`),
    ]
    for (const jwt of wrong) {
      expect(await compare(signed, jwt, variables)).toEqual(['body: not signed by a key of ${keys}'])
    }
  })

  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

  async function newKey(): Promise<CryptoKeyPair> {
    return (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair
  }

  async function publicJwk(tokenPair: CryptoKeyPair): Promise<{ x: string; y: string }> {
    const { x = '', y = '' } = (await crypto.subtle.exportKey('jwk', tokenPair.publicKey)) as JsonWebKey
    return { x, y }
  }

  async function sign(key: CryptoKey, header: Json): Promise<string> {
    const text = `${encode(header)}.${encode(claims)}`
    return `${text}.${toBase64url(new Uint8Array(await crypto.subtle.sign(algorithm, key, utf8(text))))}`
  }
})
