// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a scenario writes a variable
import { describe, expect, it } from 'vitest'
import { build } from './builders.ts'
import { fromBase64, fromBase64url, utf8 } from './encoding.ts'
import type { Json } from './scenario.ts'
import { newVariables } from './variables.ts'

const origin = 'http://localhost:8787'
const now = Date.UTC(2026, 8, 18)

describe('build', () => {
  const variables = newVariables(origin).set('name', 'Ada/é').set('count', 3)
  const scope = { variables, now }

  it.each<[Json, Json]>([
    ['${origin}/${b64url:name}', `${origin}/QWRhL8Op`],
    ['${upper:name} ${lower:name} ${urlencode:name} ${count}', 'ADA/É ada/é Ada%2F%C3%A9 3'],
    [{ a: [{ $repeat: ['xy', 3] }, 1, null] }, { a: ['xyxyxy', 1, null] }],
    [{ $concat: ['a', { $repeat: ['b', 2] }, '${count}'] }, 'abb3'],
    [{ $number: '123456789012' }, 123456789012],
    [{ $now: -60 }, now / 1000 - 60],
    [{ $tamper: 'aa.bb.0000' }, 'aa.bb.0010'],
    [{ $tamper: '1234' }, '1204'],
    [{ $forge: { header: { alg: 'none' }, claims: { n: '${count}' } } }, 'eyJhbGciOiJub25lIn0.eyJuIjoiMyJ9.'],
    [{ $unknown: 1 }, { $unknown: 1 }],
  ])('makes of %j %j', async (template, built) => {
    expect(await build(template, scope)).toEqual(built)
  })

  it('makes new names for each scenario', () => {
    expect(variables.get('rand')).toMatch(/^[a-z]{14}$/)
    expect(variables.get('randint')).toMatch(/^[1-9][0-9]{11}$/)
    expect(newVariables(origin).get('rand')).not.toBe(variables.get('rand'))
  })

  it('forges a JWT under the key that is given', async () => {
    const forged = (await build({ $forge: { key: 'secret ${count}', claims: {} } }, scope)) as string
    const signature = fromBase64url(forged.slice(forged.lastIndexOf('.') + 1))
    const signed = utf8(forged.slice(0, forged.lastIndexOf('.')))
    const isBy = async (secret: string) => {
      const algorithm = { name: 'HMAC', hash: 'SHA-256' }
      const key = await crypto.subtle.importKey('raw', utf8(secret), algorithm, false, ['verify'])
      return crypto.subtle.verify(algorithm, key, signature, signed)
    }
    expect([await isBy('secret 3'), await isBy('secret 4')]).toEqual([true, false])
  })

  it('draws a picture whose data can be inflated, in more than one block', async () => {
    const picture = fromBase64((await build({ $png: [200, 120] }, scope)) as string)
    const idat = new DataView(picture.buffer, 33)
    const end = 33 + 12 + idat.getUint32(0)
    const inflated = new Blob([picture.subarray(33 + 8, end - 4)])
      .stream()
      .pipeThrough(new DecompressionStream('deflate'))
    const rows = await new Response(inflated).bytes()
    expect(rows.length).toBe((1 + 3 * 200) * 120)
    expect([...rows.subarray(0, 7)]).toEqual([0, 80, 120, 160, 80, 120, 160])
    // The checksum of an empty IEND chunk is known.
    expect([...picture.subarray(end)]).toEqual([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])
  })
})
