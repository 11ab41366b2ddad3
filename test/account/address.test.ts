import { describe, expect, it } from 'vitest'
import type * as z from 'zod/mini'
import { emailKey } from '../../src/account/names/name-keys.ts'
import { Email, OptionalEmail } from '../../src/account/words.ts'
import { expectLinear } from '../support/growth.ts'

/** What is stored of an address, or the faults that it is refused for. */
function read(word: z.ZodMiniType, value: unknown): unknown {
  const { success, data, error } = word.safeParse(value)
  return success ? data : { faults: error.issues.map(({ message }) => message) }
}
const refused = (...faults: string[]) => ({ faults })

describe('an address', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['Ada.L+tag@EXAMPLE.Com', 'Ada.L+tag@example.com'],
    [' ada@example.com\n', 'ada@example.com'],
    ['a+b@x.co', 'a+b@x.co'],
    ['a@localhost', 'a@localhost'],
    ['"q"@x.com', '"q"@x.com'],
    ["o'hara!#$%&*/=?^_`{|}~-@x.org", "o'hara!#$%&*/=?^_`{|}~-@x.org"],
    ['a@ü.com', 'a@ü.com'],
    ['a@xn--tda.com', 'a@xn--tda.com'],
    ['a@sub.sub.example.museum', 'a@sub.sub.example.museum'],
  ])('%j is stored as %j', (typed, stored) => {
    expect(read(Email, typed)).toBe(stored)
  })

  it.each([
    'ada',
    '@example.com',
    'ada@',
    'a@b',
    'a@b.c',
    'a@b..c',
    'a@x..com',
    'a@x.com.',
    'a@.x.com',
    'a@-x.com',
    'a@x-.com',
    'a@x_y.com',
    'a b@c.de',
    'a@c d.de',
    '.a@x.com',
    'a.@x.com',
    'a..b@x.com',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@127.0.0.12',
    'x@2130706444',
    'x@127.12',
    'x@0x7f.1',
    'ü@x.com',
    'mıke@example.org',
    '"e@attacker.com"@victim.com',
    '"a b"@x.com',
    'a@b.de,x@y.zz',
    'a@b.de x@y.zz',
    'a@b.de\r\nBcc: x@y.zz',
    'a@b.de\nx',
    '<a@b.de>',
    'Ada <a@b.de>',
  ])('%j is malformed (REG-23)', (typed) => {
    expect(read(Email, typed)).toEqual(refused('malformed'))
  })

  it.each([
    ['a full-width @ (EML-11)', 'a＠b.de'],
    ['a full-width letter (INP-28)', 'a@ｅxample.org'],
    ['a Cyrillic letter before the @ (EML-11)', 'а@gmail.com'],
    ['a small capital (INP-28)', 'a@ᴱxample.org'],
    ['a Kelvin sign', 'mi\u212ae@example.org'],
    ['a Kelvin sign in the domain', 'a@\u212aelvin.org'],
    ['a long s', 'a@mu\u017fic.org'],
    ['an ideographic full stop', 'a@example。org'],
    ['a soft hyphen', 'a@exam\u00adple.org'],
    ['a zero-width space', 'a@exam\u200bple.org'],
  ])('with %s that is read, or looks, like something else is malformed', (_, typed) => {
    expect(read(Email, typed)).toEqual(refused('malformed'))
  })

  // A domain that is not ASCII is read by a URL parser, which knows more than domains.
  it.each([
    ['a port', 'a@ü.com:80'],
    ['a query', 'a@ü.com?x'],
    ['a second address in a query', 'a@ü.com?,x.y'],
    ['a line break in a query (HDR-03)', 'a@ü.com?\r\nBcc: x'],
    ['a line break in the domain', 'a@ü.c\r\nom'],
    ['a tab in the domain', 'a@ü.c\tom'],
    ['a fragment', 'a@ü.com#x'],
    ['a path', 'a@ü.com/x'],
    ['a backslash', 'a@ü.com\\x'],
    ['percent signs', 'a@ex%61mple.ü.com'],
    ['a login', 'a@x:y@ü.com'],
  ])('with a domain in Unicode and %s is malformed', (_, typed) => {
    expect(read(Email, typed)).toEqual(refused('malformed'))
  })

  it('counts 254 code points', () => {
    const long = (length: number) => `${'a'.repeat(length - '@example.com'.length)}@example.com`
    expect(read(Email, long(254))).toBe(long(254))
    expect(read(Email, long(255))).toEqual(refused('too_long'))
  })

  it.each(['a@', 'a.', 'a', '"', '-', 'a@a.'])(
    'is read in linear time: many of %s (INP-24)',
    async (unit) => {
      await expectLinear(50_000, (times) => {
        const text = unit.repeat(times)
        return () => expect(read(Email, text)).toEqual(refused('too_long', 'malformed'))
      })
    },
  )

  it('may be left empty where it may be left out, and only there', () => {
    expect(read(OptionalEmail, '')).toBe('')
    expect(read(OptionalEmail, ' ')).toBe('')
    expect(read(OptionalEmail, 'a@b')).toEqual(refused('malformed'))
    expect(read(Email, '')).toEqual(refused('blank'))
    expect(read(Email, undefined)).toEqual(refused('missing'))
    expect(read(Email, null)).toEqual(refused('null'))
    expect(read(Email, ['a@b.de', 'x@y.zz'])).toEqual(refused('malformed'))
    expect(read(Email, 'a\ud800@b.de')).toEqual(refused('malformed'))
    expect(read(Email, 'a\0@b.de')).toEqual(refused('null_character', 'malformed'))
  })
})

describe('the key of an address', () => {
  it.each([
    ['case', 'Ada@Example.COM', 'aDA@example.com'],
    ['the two forms of a domain (INP-28)', 'ada@Bücher.example', 'ada@xn--bcher-kva.EXAMPLE'],
    ['white space around', ' ada@example.com ', 'ada@example.com'],
  ])('does not tell %s apart', (_, one, other) => {
    expect(emailKey(one)).toBe(emailKey(other))
  })

  it.each([
    ['the dotless i (INP-27)', 'mıke@example.org', 'mike@example.org'],
    ['the dotted capital I', 'mİke@example.org', 'mike@example.org'],
    ['tags', 'mike+x@example.org', 'mike@example.org'],
    ['dots', 'mi.ke@example.org', 'mike@example.org'],
  ])('tells %s apart', (_, one, other) => {
    expect(emailKey(one)).not.toBe(emailKey(other))
  })

  it('is none for no address', () => {
    expect(emailKey('')).toBeNull()
    expect(emailKey(' \n')).toBeNull()
    expect(emailKey('john.doe')).toBeNull()
  })
})
