import { describe, expect, it } from 'vitest'
import { isCommonPassword } from '../../src/account/passwords/common-passwords.ts'
import { policyOf, refuseWeakPassword, STRICT } from '../../src/account/passwords/password-policy.ts'
import { openGatehouse } from '../support/gatehouse.ts'

const { ports } = openGatehouse()
const ADA = {
  username: 'lovelace',
  firstName: 'Augusta',
  lastName: 'Byron-King',
  email: 'ada@analytical.org',
}

/** What an API says against a password; nothing when it takes it. */
async function faultsOf(password: string, person?: Partial<typeof ADA>, policy = STRICT) {
  const whole = person && { username: '', firstName: '', lastName: '', email: '', ...person }
  try {
    await refuseWeakPassword(ports, policy, { field: 'password', password }, whole)
    return []
  } catch (refusal) {
    expect(refusal).toMatchObject({ name: 'Refusal', reason: 'invalid' })
    return (refusal as { issues: object[] }).issues
  }
}

const SHORT = { field: 'password', fault: 'too_short', limit: 8 }
const COMMON = { field: 'password', fault: 'common' }
const NUMERIC = { field: 'password', fault: 'numeric' }
const similarTo = (likeness: string) => ({ field: 'password', fault: 'similar', likeness })

describe('the length of a password (REG-03)', () => {
  it.each([
    ['seven letters', 'kestrel', [SHORT]],
    ['eight letters', 'kestrels', []],
    ['seven letters outside the basic plane', '𐐀𐐁𐐂𐐃𐐄𐐅𐐆', [SHORT]],
    ['eight letters outside the basic plane', '𐐀𐐁𐐂𐐃𐐄𐐅𐐆𐐇', []],
    ['seven code points of one glyph', '👩‍👩‍👧‍👧', [SHORT]],
    ['nothing', '', [SHORT]],
  ])('%s', async (_, password, faults) => {
    expect(await faultsOf(password)).toEqual(faults)
  })
})

describe('the composition of a password (REG-08)', () => {
  it.each([
    ['lower case only', 'mountainkestrelvalley'],
    ['blanks', 'mountain kestrel valley'],
    ['Cyrillic', 'горныйсокол'],
    ['emoji', '🦅🏔🦅🏔🦅🏔🦅🏔'],
    ['digits with one letter', '8305927461836x'],
    ['1,024 bytes', 'kestrel '.repeat(128)],
  ])('may be %s', async (_, password) => {
    expect(await faultsOf(password)).toEqual([])
  })

  it.each([
    ['ASCII digits', '83059274618364957201', [NUMERIC]],
    ['Arabic digits', '٨٣٠٥٩٢٧٤٦١', [NUMERIC]],
    ['Devanagari digits', '८३०५९२७४६१', [NUMERIC]],
    ['circled digits, which are no decimals', '⑧③⓪⑤⑨②⑦④', []],
    ['digits and a blank', '830592 74618', []],
  ])('of nothing but %s', async (_, password, faults) => {
    expect(await faultsOf(password)).toEqual(faults)
  })
})

describe('a common password (REG-06)', () => {
  it.each(['password', 'football', 'iloveyou', 'princess', 'sunshine', 'jennifer', 'qwertyuiop', 'trustno1'])(
    '%s is on the list, in any case and with white space around it',
    async (password) => {
      for (const typed of [password, password.toUpperCase(), ` ${password}\t\n`])
        expect(await faultsOf(typed), typed).toEqual([COMMON])
    },
  )

  it.each(['kestrel-mountain', 'passw ord-mountain', 'xpassword1x', 'pa\u0455\u0455word'])(
    '%s is not on the list',
    async (password) => expect(await isCommonPassword(ports, password)).toBe(false),
  )

  it('is found among the short ones too', async () => {
    expect(await faultsOf('74618')).toEqual([SHORT, NUMERIC])
    expect(await faultsOf('12345')).toEqual([SHORT, COMMON, NUMERIC])
    expect(await faultsOf('dragon')).toEqual([SHORT, COMMON])
  })
})

describe('a password like something personal (REG-07)', () => {
  it.each([
    ['the username', 'lovelace', 'username'],
    ['the username in another case', 'LoveLace', 'username'],
    ['the username and two digits', 'lovelace42', 'username'],
    ['the username backwards', 'ecalevol', 'username'],
    ['the first name and a digit', '1augusta', 'firstName'],
    ['the last name', 'Byron-King', 'lastName'],
    ['the address', 'ada@analytical.org', 'email'],
    ['a part of the address', 'analytical', 'email'],
  ])('%s is refused', async (_, password, likeness) => {
    expect(await faultsOf(password, ADA)).toEqual([similarTo(likeness)])
  })

  it('is refused for the parts between other signs, which the underscore is not', async () => {
    expect(await faultsOf('kestrelx', { username: 'mountain.kestrel' })).toEqual([similarTo('username')])
    expect(await faultsOf('kestrelx', { username: 'mountain_kestrel' })).toEqual([])
    expect(await faultsOf('сокол123', { firstName: 'гора-сокол' })).toEqual([similarTo('firstName')])
  })

  it('is refused from three quarters on (decision 17)', async () => {
    // difflib's quick_ratio: 2 × 6 / (8 + 8), and 2 × 5 / (6 + 8) of the example of djoser's documentation.
    expect(await faultsOf('abcdefXY', { username: 'abcdefgh' })).toEqual([similarTo('username')])
    expect(await faultsOf('abcdeXYZ', { username: 'abcdefgh' })).toEqual([])
    expect(await faultsOf('example_password', { username: 'example_user' })).toEqual([])
  })

  it('counts a letter as often as both have it', async () => {
    expect(await faultsOf('aaaaaaab', { username: 'abcdefgh' })).toEqual([])
    expect(await faultsOf('aabbccdd', { username: 'abcdabcd' })).toEqual([similarTo('username')])
  })

  it('names the first of username, first name, last name and address', async () => {
    const alike = {
      username: 'kestrels',
      firstName: 'kestrels',
      lastName: 'kestrels',
      email: 'kestrels@x.org',
    }
    expect(await faultsOf('kestrels', alike)).toEqual([similarTo('username')])
    expect(await faultsOf('kestrels', { ...alike, username: 'ada' })).toEqual([similarTo('firstName')])
    expect(await faultsOf('kestrels', { ...alike, username: 'ada', firstName: '' })).toEqual([
      similarTo('lastName'),
    ])
  })

  it('takes no notice of what is empty', async () => {
    expect(await faultsOf('kestrel-9', {})).toEqual([])
  })
})

describe('all rules together', () => {
  it('are named in the order of Django: similar, short, common, numeric', async () => {
    expect(await faultsOf('12345', { username: '12345' })).toEqual([
      similarTo('username'),
      SHORT,
      COMMON,
      NUMERIC,
    ])
  })

  it('name the field that was asked about', async () => {
    await expect(
      refuseWeakPassword(ports, STRICT, { field: 'newPassword', password: 'kestrel' }),
    ).rejects.toMatchObject({
      issues: [{ field: 'newPassword', fault: 'too_short', limit: 8 }],
    })
  })
})

describe('a lenient API (decision 18)', () => {
  it('asks for six characters and nothing else', async () => {
    const SIX = { ...SHORT, limit: 6 }
    expect(await faultsOf('1234567', { username: '1234567' }, policyOf(ports, 'express'))).toEqual([])
    expect(await faultsOf('123456', {}, policyOf(ports, 'express'))).toEqual([])
    expect(await faultsOf('12345', {}, policyOf(ports, 'express'))).toEqual([SIX])
  })

  it.each(['profile', 'djoser', 'users'] as const)('is not %s', async (api) => {
    expect(await faultsOf('1234567', {}, policyOf(ports, api))).toEqual([SHORT, COMMON, NUMERIC])
  })

  it('is none when the setting names none', async () => {
    const { ports } = openGatehouse({ LENIENT_PASSWORD_DOORS: '' })
    expect(await faultsOf('1234567', {}, policyOf(ports, 'express'))).toEqual([SHORT, COMMON, NUMERIC])
  })

  it('is each that the setting names', async () => {
    const { ports } = openGatehouse({ LENIENT_PASSWORD_DOORS: 'users, profile' })
    expect(await faultsOf('123456', {}, policyOf(ports, 'users'))).toEqual([])
    expect(await faultsOf('123456', {}, policyOf(ports, 'profile'))).toEqual([])
    expect(await faultsOf('123456', {}, policyOf(ports, 'express'))).toEqual([SHORT, COMMON, NUMERIC])
  })
})
