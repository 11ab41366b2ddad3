import { describe, expect, it } from 'vitest'
import { foreignHash } from '../../src/account/passwords/foreign/foreign-hash.ts'
import { isCurrentHash, matchPassword } from '../../src/account/passwords/password-hash.ts'
import { fromBase64, toBase64, toHex, utf8 } from '../../src/ports/bytes.ts'
import { linesLoggedBy } from '../support/faults.ts'
import { CHEAP, foreignConfig, MILLIONS, openMovedHouse } from '../support/foreign.ts'
import { openGatehouse } from '../support/gatehouse.ts'

const { ports } = openMovedHouse()
const ID = '6d5f9bae-a31b-4b7b-82c4-3853eda2b011'
const OTHER_ID = '6d5f9bae-a31b-4b7b-82c4-3853eda2b012'

const stored = async (hash: string) => (await foreignHash(ports, ID, hash)) ?? ''
const matches = async (passwordHash: string, password: string, id = ID) =>
  (await matchPassword(ports, { id, passwordHash }, password)) !== undefined

describe('a hash that another system wrote', () => {
  it.each(CHEAP)('%s: opens with its password, and not with a letter more', async (_, password, hash) => {
    const kept = await stored(hash)
    expect(await matches(kept, password)).toBe(true)
    expect(await matches(kept, `${password}x`)).toBe(false)
  })

  it.each(MILLIONS)('%s: opens under the limit of the platform', async (_, password, hash) => {
    const kept = await stored(hash)
    expect(await matches(kept, password)).toBe(true)
    expect(await matches(kept, `${password}x`)).toBe(false)
  })

  it.each([
    [CHEAP[0]?.[2], /^\$foreign\$v=1\$a=pbkdf2_sha256,i=36000,keyid=1\$[\w+/]{16}\$[\w+/]{43}$/],
    [
      '$2b$10$K8toTDXGRitahECD4.pF9.93.r4cytEm6lvTVDDLaRY54Wtxq7X8m',
      /^\$foreign\$v=1\$a=bcrypt,c=10,keyid=1\$[\w+/]{22}\$[\w+/]{43}$/,
    ],
    [
      'bcrypt_sha256$$2b$12$JnWoCdlIOn3qW0V3atSikePNRLUMRUidmevHFhr/KwNhKw5hWZ.dq',
      /^\$foreign\$v=1\$a=bcrypt_sha256,c=12,/,
    ],
    [CHEAP.find(([name]) => name === 'scrypt')?.[2], /^\$foreign\$v=1\$a=scrypt,n=16384,r=8,p=1,keyid=1\$/],
    ['md5$zD14y2upyfu5$60e088193b282aeae6a3b27ec77d23ea', /^\$foreign\$v=1\$a=md5,keyid=1\$/],
  ])('%s is stored with its parameters', async (hash = '', form) => {
    expect(await stored(hash)).toMatch(form)
  })

  it.each(CHEAP)('%s: nothing of the hash is stored (G8)', async (_, _password, hash) => {
    const kept = await stored(hash)
    const last = hash.split('$').at(-1) ?? ''
    expect(kept).not.toContain(last)
    expect(kept).not.toContain(last.slice(-31))
    // Nor another way to write the same bytes.
    const bytes = /^[\da-f]+$/.test(last) ? last : undefined
    if (bytes)
      expect(kept).not.toContain(
        toBase64(Uint8Array.from(bytes.match(/../g) ?? [], (each) => Number.parseInt(each, 16))),
      )
    else if (!hash.includes('$2'))
      expect(toHex(fromBase64(kept.split('$').at(-1) ?? ''))).not.toBe(toHex(fromBase64(last)))
  })

  it('opens nothing on another row, under another pepper, or when the pepper is gone', async () => {
    const [[, password = '', hash = ''] = []] = CHEAP
    const kept = await stored(hash)
    expect(await matches(kept, password, OTHER_ID)).toBe(false)
    expect(await matches(kept.replace('keyid=1', 'keyid=2'), password)).toBe(false)
    const key = { kty: 'oct', kid: '1', k: 'uJ5cLQ0mF1s3R8yVbXhKZ2dWnT7aOe4pGi6jMqNvBwE' }
    const other = openMovedHouse({ MASTER_KEYS: JSON.stringify({ keys: [key] }) } as Partial<Env>)
    expect(await matchPassword(other.ports, { id: ID, passwordHash: kept }, password)).toBeUndefined()
  })

  it('is of old, and to be replaced', async () => {
    expect(isCurrentHash(ports, await stored(CHEAP[0]?.[2] ?? ''))).toBe(false)
  })

  it('stays as different for two people with one password and no salt', async () => {
    const bare = CHEAP.find(([name]) => name === 'md5 alone')?.[2] ?? ''
    expect(await foreignHash(ports, ID, bare)).not.toBe(await foreignHash(ports, OTHER_ID, bare))
  })
})

describe('a password', () => {
  const [, decomposed = '', hash = ''] = CHEAP.find(([name]) => name.endsWith('decomposed')) ?? []

  it('is tried as sent: its composed form is another one', async () => {
    expect(await matches(await stored(hash), decomposed)).toBe(true)
    expect(await matches(await stored(hash), decomposed.normalize('NFC'))).toBe(false)
  })

  it('is tried without the blanks around it, after it was tried with them', async () => {
    const [, plain = '', text = ''] = CHEAP[0] ?? []
    expect(await matchPassword(ports, { id: ID, passwordHash: await stored(text) }, ` ${plain} `)).toBe(plain)
  })

  it('of more than 72 bytes is cut for bcrypt, as it was there', async () => {
    const long = `${'x'.repeat(71)}yz-beyond-seventy-two`
    const kept = await stored('$2b$10$MYT9xALd42tdoZ5VLqUo/eQnyIFWVhfn3Eu5Sm4SoZqcRkXpYARKm')
    expect(await matches(kept, long)).toBe(true)
    expect(await matches(kept, `${long}, and more`)).toBe(true)
    expect(await matches(kept, long.slice(0, 71))).toBe(false)
  })
})

describe('what cannot be imported', () => {
  const [, , pbkdf2 = ''] = CHEAP[0] ?? []
  const [, , scrypt = ''] = CHEAP.find(([name]) => name === 'scrypt') ?? []

  it.each([
    ['nothing', ''],
    ['a plain password', 'correct horse battery staple'],
    [
      'our own hash',
      '$pbkdf2-chain$v=1$h=sha256,i=1000,n=2,keyid=1$AAECAwQFBgcICQoLDA0ODw$W5xMug6obyZEnODdkdT9cwI6XDvO3jObzEMjMMLJudA',
    ],
    ['what we store', '$foreign$v=1$a=md5,keyid=1$AAAA$W5xMug6obyZEnODdkdT9cwI6XDvO3jObzEMjMMLJudA'],
    ['no iteration', pbkdf2.replace('36000', '0')],
    ['an iteration too many', pbkdf2.replace('36000', '2000001')],
    ['iterations in floating point', pbkdf2.replace('36000', '1e5')],
    ['a key that is shorter', pbkdf2.replace(/.{5}=$/, '=')],
    ['a part more', `${pbkdf2}$x`],
    ['a key that is no base64', pbkdf2.replace('XKm', 'X!m')],
    ['bcrypt of cost 3', '$2b$03$K8toTDXGRitahECD4.pF9.93.r4cytEm6lvTVDDLaRY54Wtxq7X8m'],
    ['bcrypt of cost 31', '$2b$31$K8toTDXGRitahECD4.pF9.93.r4cytEm6lvTVDDLaRY54Wtxq7X8m'],
    ['the faulty bcrypt', '$2x$10$K8toTDXGRitahECD4.pF9.93.r4cytEm6lvTVDDLaRY54Wtxq7X8m'],
    ['bcrypt that is cut off', '$2b$10$K8toTDXGRitahECD4.pF9.93.r4cytEm6lvTVDDLaRY54Wtxq7X8'],
    ['scrypt of too much work', scrypt.replace('$8$1$', '$8$9$')],
    ['scrypt of no power of two', scrypt.replace('16384', '16385')],
    ['scrypt of no blocks', scrypt.replace('16384', '0')],
    [
      'argon2 of 100 MiB',
      'argon2$argon2id$v=19$m=102400,t=2,p=8$cmFIeFBFS1k4QWxzQzZoU2swdnJ1NA$HIlCirdnWA2gVrjAnNjTKg',
    ],
    ['argon2d', '$argon2d$v=19$m=4096,t=2,p=1$c29tZXNhbHQx$HIlCirdnWA2gVrjAnNjTKg'],
    ['argon2 of version 16', '$argon2id$v=16$m=4096,t=2,p=1$c29tZXNhbHQx$HIlCirdnWA2gVrjAnNjTKg'],
    ['argon2 without a lane', '$argon2id$v=19$m=4096,t=2,p=0$c29tZXNhbHQx$HIlCirdnWA2gVrjAnNjTKg'],
    ['argon2 of less memory than it needs', '$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHQx$HIlCirdnWA2gVrjAnNjTKg'],
    ['md5 in capitals', 'md5$a$60E088193B282AEAE6A3B27EC77D23EA'],
    ['crypt(3)', 'crypt$$aaZtqmPyQ5B0M'],
  ])('%s', async (_, text) => {
    expect(await foreignHash(ports, ID, text)).toBeUndefined()
  })

  it('is everything, without a verifier', async () => {
    const { ports: bare } = openGatehouse()
    expect(await foreignHash(bare, ID, pbkdf2)).toBeUndefined()
  })

  it('is stored as unusable where it was', async () => {
    expect(await foreignHash(ports, ID, '!2nVc5RfT1JZbPT4gptX9cFvWXxG1fT5WuhO0328G')).toBe('!')
    expect(await matches('!', '!')).toBe(false)
    expect(await matches('!', '')).toBe(false)
  })
})

describe('a stored hash that was altered', () => {
  const TAG = 'W5xMug6obyZEnODdkdT9cwI6XDvO3jObzEMjMMLJudA'
  const of = (form: string, salt = 'AAECAwQFBgcICQoLDA0ODw', tag = TAG) =>
    `$foreign$v=1$a=${form},keyid=1$${salt}$${tag}`

  it.each([
    ['has no parameters', of('pbkdf2_sha256')],
    ['has other parameters', of('pbkdf2_sha256,n=4')],
    ['has no iterations', of('pbkdf2_sha256,i=0')],
    ['has an iteration too many', of('pbkdf2_sha256,i=2000001')],
    ['has a thousand million iterations', of('pbkdf2_sha256,i=1000000000')],
    ['is of no algorithm', of('rot13,i=13')],
    ['is of a name that objects have', of('constructor')],
    ['is of the wrong cost', of('bcrypt,c=31')],
    ['has a salt that is too short', of('bcrypt,c=10', 'AAEC')],
    ['has a salt that is no base64', of('pbkdf2_sha256,i=1', 'AAECA')],
    ['has a shorter tag', of('md5', '', TAG.slice(1))],
    ['wants all of the memory', of('scrypt,n=1048576,r=8,p=1')],
    ['wants 100 MiB', of('argon2id,m=102400,t=1,p=1,l=32')],
    ['wants a third of a block', of('scrypt,n=3,r=1,p=1')],
    ['is of another version', of('md5').replace('v=1', 'v=3')],
    ['has no key id', of('md5').replace('keyid=1', 'keyid=')],
    ['ends with a line feed', `${of('md5')}\n`],
    ['is the hash of the other system', CHEAP[0]?.[2] ?? ''],
  ])('%s: opens to nobody and is told to the operator', async (_, text) => {
    const lines = await linesLoggedBy(async () => expect(await matches(text, 'anything')).toBe(false))
    expect(lines).toEqual([JSON.stringify({ event: 'stored hash unreadable', account: ID })])
  })

  it.each([
    ['pbkdf2_sha256,i=1', ''],
    ['pbkdf2_sha512,i=1', 'AAEC'],
    ['scrypt,n=2,r=1,p=1', ''],
    ['argon2id,m=8,t=1,p=1,l=16', 'AAECAwQFBgcICQoLDA0ODw'],
    ['bcrypt,c=4', 'AAECAwQFBgcICQoLDA0ODw'],
    ['sha1', ''],
  ])('%s is read, and opens to nobody', async (form, salt) => {
    for (const password of ['', 'x', 'é'.repeat(500)])
      expect(await matches(of(form, salt), password)).toBe(false)
  })
})

it('leaves the tag of a hash without a verifier alone', async () => {
  const [, password = '', hash = ''] = CHEAP[0] ?? []
  const without = openGatehouse({}, { config: { ...foreignConfig, importedPasswords: [] } })
  const passwordHash = await stored(hash)
  const lines = await linesLoggedBy(async () => {
    expect(await matchPassword(without.ports, { id: ID, passwordHash }, password)).toBeUndefined()
  })
  expect(lines).toHaveLength(1)
  expect(utf8(lines[0] ?? '').length).toBeLessThan(120)
})
