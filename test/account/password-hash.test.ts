import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hashPassword, linkUp, matchPassword, parseHash } from '../../src/account/passwords/password-hash.ts'
import { toHex } from '../../src/ports/bytes.ts'
import type { Keys } from '../../src/ports/keys.ts'
import { countedBindings } from '../support/counters.ts'
import { AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { hashInFull } from '../support/iterations.ts'

hashInFull()

const { ports } = openGatehouse(AS_SHIPPED)
const { costOf } = countedBindings()

const ID = '6d5f9bae-a31b-4b7b-82c4-3853eda2b011'
const OTHER_ID = '6d5f9bae-a31b-4b7b-82c4-3853eda2b012'
const PASSWORD = 'correct horse battery staple'
const SALT = Uint8Array.from({ length: 16 }, (_, index) => index)

const KNOWN = {
  '1000, 2':
    '$pbkdf2-chain$v=1$h=sha256,i=1000,n=2,keyid=1$AAECAwQFBgcICQoLDA0ODw$W5xMug6obyZEnODdkdT9cwI6XDvO3jObzEMjMMLJudA',
  '100000, 1':
    '$pbkdf2-chain$v=1$h=sha256,i=100000,n=1,keyid=1$AAECAwQFBgcICQoLDA0ODw$zxQsUpcY0E8X4FdpIjiN0taDfG24q1Rst1KHBc5Q2gg',
  '100000, 6':
    '$pbkdf2-chain$v=1$h=sha256,i=100000,n=6,keyid=1$AAECAwQFBgcICQoLDA0ODw$boCPbNzIcUeR2aKLvHvekzYwieGu1Oz/BUwmoo1Emrs',
}
const CHEAP = KNOWN['1000, 2']

/** A pepper that the known answers were made with: nothing is derived from it. */
async function keysWith(pepper: Uint8Array<ArrayBuffer>): Promise<Pick<Keys, 'kids' | 'mac'>> {
  const key = await crypto.subtle.importKey('raw', pepper, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return {
    kids: () => ['1'],
    mac: async (use, message, kid) =>
      use === 'pepper' && kid === '1'
        ? new Uint8Array(await crypto.subtle.sign('HMAC', key, message))
        : undefined,
  }
}
const world = {
  config: ports.config,
  clock: ports.clock,
  settings: ports.settings,
  trace: ports.trace,
  clientInfo: ports.clientInfo,
}
const keys = (await keysWith(new Uint8Array(32).fill(0x42))) as Keys
const passwordMatches = async (...asked: Parameters<typeof matchPassword>) =>
  (await matchPassword(...asked)) !== undefined
const matches = (passwordHash: string, password: string, id = ID) =>
  passwordMatches({ ...world, keys }, { id, passwordHash }, password)

describe('a password hash (HSH-01)', () => {
  it.each([
    [1000, 2, '77e8685ac6af95bd4232f23d766f3f1b72a5a94ec2d453076a9e3440bcf653b1'],
    [100_000, 1, '37794858187b99eadcb1cf0f46a408ae6eec85de48577cc183974a3ea326224e'],
    [100_000, 6, '0952ee3a71d8bd5b5fd1cafa9d09803ee0baea0e94493576dc05a0f55ecccb87'],
  ])('of %i iterations and %i links is the known one', async (iterations, links, last) => {
    expect(toHex(await linkUp({ hash: 'SHA-256', iterations, links, salt: SALT }, PASSWORD))).toBe(last)
  })

  it('is written as the known string', async () => {
    const random = { bytes: () => SALT, uuid: () => ID }
    expect(await hashPassword({ ...world, keys, random }, ID, PASSWORD)).toBe(KNOWN['100000, 6'])
  })

  it.each(Object.entries(KNOWN))('of %s opens with its password and no other', async (_, stored) => {
    expect(await matches(stored, PASSWORD)).toBe(true)
    expect(await matches(stored, 'correct horse battery stapler')).toBe(false)
    expect(await matches(stored, 'Correct horse battery staple')).toBe(false)
  })

  it('has another salt of 16 bytes each time (HSH-07)', async () => {
    const stored = await Promise.all(Array.from({ length: 4 }, () => hashPassword(ports, ID, PASSWORD)))
    const salts = stored.map((each) => parseHash(each)?.salt)
    expect(salts.map((salt) => salt?.length)).toEqual([16, 16, 16, 16])
    expect(new Set(salts.map(String)).size).toBe(4)
  })

  it('opens nothing on another row (HSH-04)', async () => {
    expect(await matches(CHEAP, PASSWORD, OTHER_ID)).toBe(false)
  })

  it('opens nothing under another pepper of the same id (HSH-05)', async () => {
    const others = { ...world, keys: (await keysWith(new Uint8Array(32).fill(0x43))) as Keys }
    expect(await passwordMatches(others, { id: ID, passwordHash: CHEAP }, PASSWORD)).toBe(false)
  })

  it('opens nothing when its pepper is gone (HSH-06)', async () => {
    expect(await matches(CHEAP.replace('keyid=1', 'keyid=2'), PASSWORD)).toBe(false)
  })

  it('opens nothing when any byte of its tag was changed', async () => {
    const at = CHEAP.lastIndexOf('$') + 1
    for (let index = at; index < CHEAP.length; index++) {
      const other = CHEAP[index] === 'Q' ? 'g' : 'Q'
      const altered = CHEAP.slice(0, index) + other + CHEAP.slice(index + 1)
      expect(await matches(altered, PASSWORD), altered).toBe(false)
    }
  })
})

describe('a password', () => {
  const FRENCH =
    '$pbkdf2-chain$v=1$h=sha256,i=1000,n=2,keyid=1$AAECAwQFBgcICQoLDA0ODw$YfJxajRaSa6gNbF1EdRynOLeQzklFwPVRscfAh24jDc'

  it('may be typed composed or decomposed (HSH-03)', async () => {
    expect(await matches(FRENCH, 'caf\u00e9-noir-42')).toBe(true)
    expect(await matches(FRENCH, 'cafe\u0301-noir-42')).toBe(true)
    expect(await matches(FRENCH, 'cafe-noir-42')).toBe(false)
  })

  it('differs from its compatibility form (INP-19)', async () => {
    const { links, ...chain } = { hash: 'SHA-256', iterations: 1, links: 1, salt: SALT } as const
    const typed = async (password: string) => toHex(await linkUp({ ...chain, links }, password))
    expect(await typed('\ufb01x')).not.toBe(await typed('fix'))
    expect(await typed('\u2460')).not.toBe(await typed('1'))
  })

  it('is compared as sent, then without the white space around it', async () => {
    expect(await matches(CHEAP, `  ${PASSWORD}\n`)).toBe(true)
    expect(await matches(CHEAP, PASSWORD.replace(' ', '  '))).toBe(false)
    const spaced = await hashPassword(ports, ID, ` ${PASSWORD} `)
    expect(await passwordMatches(ports, { id: ID, passwordHash: spaced }, ` ${PASSWORD} `)).toBe(true)
    expect(await passwordMatches(ports, { id: ID, passwordHash: spaced }, PASSWORD)).toBe(false)
  })

  it('counts to its last byte (REG-04)', async () => {
    const long = 'é'.repeat(511)
    const stored = await hashPassword(ports, ID, `${long}ab`)
    expect(await passwordMatches(ports, { id: ID, passwordHash: stored }, `${long}ab`)).toBe(true)
    expect(await passwordMatches(ports, { id: ID, passwordHash: stored }, `${long}ac`)).toBe(false)
  })

  it('is not the stored string (LOG-06)', async () => {
    expect(await matches(CHEAP, CHEAP)).toBe(false)
  })
})

describe('a stored string that hashPassword did not write (HSH-10, LOG-08)', () => {
  // Each is told to the operator; stored-hash.test.ts reads what.
  beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}))
  afterEach(() => vi.restoreAllMocks())

  const salted = (salt: string) => CHEAP.replace('AAECAwQFBgcICQoLDA0ODw', salt)

  it.each([
    ['is empty', ''],
    ['is no hash', '!'],
    ['has a field more', CHEAP.replace(',keyid', ',m=1,keyid')],
    ['has a part more', `${CHEAP}$AAAA`],
    ['lacks a field', CHEAP.replace(',n=2', '')],
    ['has its fields in another order', CHEAP.replace('i=1000,n=2', 'n=2,i=1000')],
    ['has padding behind the salt', salted('AAECAwQFBgcICQoLDA0ODw==')],
    ['has padding behind the tag', `${CHEAP}=`],
    ['has a zero before the iterations', CHEAP.replace('i=1000', 'i=01000')],
    ['has a zero before the links', CHEAP.replace('n=2', 'n=02')],
    ['has iterations in floating point', CHEAP.replace('i=1000', 'i=1e5')],
    ['has iterations with a sign', CHEAP.replace('i=1000', 'i=+1000')],
    ['has negative iterations', CHEAP.replace('i=1000', 'i=-1')],
    ['has no iterations', CHEAP.replace('i=1000', 'i=0')],
    ['has one iteration too many', CHEAP.replace('i=1000', 'i=100001')],
    ['has a thousand million iterations', CHEAP.replace('i=1000', 'i=1000000000')],
    ['has 2^53 iterations', CHEAP.replace('i=1000', 'i=9007199254740992')],
    ['has no links', CHEAP.replace('n=2', 'n=0')],
    ['has one link too many', CHEAP.replace('n=2', 'n=21')],
    ['has a million links', CHEAP.replace('n=2', 'n=1000000')],
    ['is of another version', CHEAP.replace('v=1', 'v=3')],
    ['names another hash', CHEAP.replace('sha256', 'sha1')],
    ['has no key id', CHEAP.replace('keyid=1', 'keyid=')],
    ['has a salt of 15 bytes', salted('AAECAwQFBgcICQoLDA0O')],
    ['has a salt of 65 bytes', salted('A'.repeat(87))],
    ['has a salt that is no base64', salted('A'.repeat(25))],
    ['has a salt in base64url', salted('AAECAwQFBgcICQoLDA0O-w')],
    ['has a shorter tag', CHEAP.slice(0, -1)],
    ['has a longer tag', `${CHEAP}A`],
    ['ends with a line feed', `${CHEAP}\n`],
    ['is bcrypt', '$2b$31$35iHRdPsDdQym72hRykif.WS46PPON3ZWDWmAisnwHba6CfgaeEOi'],
    ['is Django', 'pbkdf2_sha256$870000$abcdefghijklmnopqrstuv$nLaaNAHPq9cd/Mf08k4ly5iaFIUeqnqdisVgx2Uf3LU='],
  ])('%s: it is not read', (_, stored) => {
    expect(parseHash(stored)).toBeUndefined()
  })

  it('opens to nobody, for the work of one hash', async () => {
    for (const stored of ['', '!', CHEAP.replace('i=1000', 'i=1000000000'), CHEAP.replace('n=2', 'n=0')]) {
      expect(await costOf(() => matches(stored, PASSWORD)), stored).toMatchObject({ links: 6 })
    }
    expect(await matches('', '')).toBe(false)
    expect(await matches('!', '!')).toBe(false)
  })

  it('may have at most 100,000 iterations, 20 links and 64 bytes of salt', () => {
    const most = salted('A'.repeat(86)).replace('i=1000,n=2', 'i=100000,n=20')
    expect(parseHash(most)).toMatchObject({ iterations: 100_000, links: 20, salt: new Uint8Array(64) })
  })
})
