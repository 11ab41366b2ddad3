import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packCommonPasswords } from '../../src/cli/pack-common-passwords.ts'
import { projectRoot } from '../../src/cli/project-root.ts'

const list = readFileSync(join(projectRoot, 'src/account/passwords/common-passwords.txt'), 'utf8')

const sha256 = (password: string) => createHash('sha256').update(password, 'utf8').digest()

// Reads the table as its description says, entry by entry, sharing nothing with the code that packs it.
const has = (table: Uint8Array, password: string) => {
  const view = Buffer.from(table)
  const digest = sha256(password)
  const bucket = digest.readUInt8(0)
  for (let entry = view.readUInt16BE(bucket * 2); entry < view.readUInt16BE(bucket * 2 + 2); entry += 1) {
    const at = 257 * 2 + entry * 3
    if (view.subarray(at, at + 3).equals(digest.subarray(1, 4))) return true
  }
  return false
}

it('finds every password of the list, whatever its case was there', () => {
  const table = packCommonPasswords(list)
  const passwords = list
    .split('\n')
    .map((line) => line.trim().toLowerCase())
    .filter((line) => line !== '')
  expect(passwords.length).toBeGreaterThan(19_000)
  expect(passwords.filter((password) => !has(table, password))).toEqual([])
})

it('finds none of a thousand passwords that are not on the list', () => {
  const table = packCommonPasswords(list)
  // One in 200,000 matches by chance: always the same thousand, or this would fail now and then.
  const strangers = Array.from({ length: 1_000 }, (_, index) =>
    sha256(`stranger ${index}`).toString('base64'),
  )
  expect(strangers.filter((password) => has(table, password))).toEqual([])
})

it('stays small', () => {
  expect(packCommonPasswords(list).byteLength).toBeLessThanOrEqual(64 * 1024)
})

it('trims, lowers and deduplicates, and skips blank lines', () => {
  const table = packCommonPasswords('\n  Secret \nsecret\r\n\nzürich\n   \n')
  expect(table.byteLength).toBe(257 * 2 + 2 * 3)
  expect(['secret', 'zürich', 'Secret', ''].map((password) => has(table, password))).toEqual([
    true,
    true,
    false,
    false,
  ])
})

it('keeps the entries in order', () => {
  const view = Buffer.from(packCommonPasswords(list))
  for (let bucket = 0; bucket < 256; bucket += 1) {
    const entries = []
    for (let entry = view.readUInt16BE(bucket * 2); entry < view.readUInt16BE(bucket * 2 + 2); entry += 1) {
      entries.push(view.readUIntBE(257 * 2 + entry * 3, 3))
    }
    expect(entries).toEqual([...new Set(entries)].sort((a, b) => a - b))
  }
  expect(view.readUInt16BE(512) * 3 + 514).toBe(view.byteLength)
})

it('makes an empty table of an empty list', () => {
  expect(Buffer.from(packCommonPasswords('')).equals(Buffer.alloc(514))).toBe(true)
})

it('refuses a list too long for its offsets', () => {
  const tooLong = Array.from({ length: 66_000 }, () => randomBytes(12).toString('hex')).join('\n')
  expect(() => packCommonPasswords(tooLong)).toThrow('outgrown')
})
