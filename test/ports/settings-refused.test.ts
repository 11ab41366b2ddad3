import { describe, expect, it } from 'vitest'
import { readSettings } from '../../src/ports/settings.ts'

const PUBLIC_URL = 'https://accounts.example.org'
const read = (own: Record<string, unknown>) => readSettings({ PUBLIC_URL, ...own })
const refused = (name: string, own: Record<string, unknown>, why: string) => {
  expect(() => read(own), JSON.stringify(own)).toThrow(
    expect.objectContaining({ name: 'Misconfigured', message: `${name}: ${why}` }),
  )
}

describe('nonsense is refused by name (JWT-18)', () => {
  /** The most of each kind of number. */
  const mostOf: [RegExp, number][] = [
    [/_SECONDS$/, 400 * 86_400],
    [/_BYTES$/, 100 * 1024 * 1024],
    [/^PICTURE_(SIDE|PIXELS)$/, 1_000_000_000],
    [/_PER_HOUR$/, 10_000],
    [/^EVENT_DAYS$/, 3650],
    [/^TRUSTED_CLIENT_DAYS$/, 400],
    [/^MIRROR_PERCENT$/, 100],
    [/^PASSWORD_HASH_LINKS$/, 20],
    [/^(LOGIN|REGISTRATIONS)_/, 100_000],
  ]
  const rangeOf = (name: string) =>
    `is not a whole number from ${MAY_BE_NONE.test(name) ? 0 : 1} to ${mostOf.find(([kind]) => kind.test(name))?.[1]}`
  const numbers = Object.entries(read({})).filter(([, value]) => typeof value === 'number')

  it.each(numbers)('in %s', (name) => {
    for (const value of [
      '5 minuets',
      '-1',
      // Zero trusts no client.
      ...(MAY_BE_NONE.test(name) ? [] : ['0']),
      'Infinity',
      '-Infinity',
      'NaN',
      '',
      ' ',
      '1.5',
      '1e99',
      null,
      [],
    ])
      refused(name, { [name]: value }, rangeOf(name))
    refused(name, { [name]: String(2 ** 53) }, rangeOf(name))
  })

  it('in PASSWORD_HASH_LINKS, which has to be 6 at least unless ACCEPT_WEAK_HASH says otherwise', () => {
    const range = rangeOf('PASSWORD_HASH_LINKS')
    refused('PASSWORD_HASH_LINKS', { PASSWORD_HASH_LINKS: '21' }, range)
    for (const links of ['1', '5'])
      refused(
        'PASSWORD_HASH_LINKS',
        { PASSWORD_HASH_LINKS: links },
        'is not a whole number from 6 to 20, and ACCEPT_WEAK_HASH is not true',
      )
    for (const links of ['6', '20'])
      expect(read({ PASSWORD_HASH_LINKS: links })).toMatchObject({ PASSWORD_HASH_LINKS: Number(links) })
    const weak = { PASSWORD_HASH_LINKS: '1', ACCEPT_WEAK_HASH: 'true' }
    expect(read(weak)).toMatchObject({ PASSWORD_HASH_LINKS: 1, ACCEPT_WEAK_HASH: true })
    for (const links of ['0', '21'])
      refused('PASSWORD_HASH_LINKS', { ...weak, PASSWORD_HASH_LINKS: links }, range)
  })

  it.each(['SEND_ACTIVATION_EMAIL', 'ROTATE_REFRESH_TOKENS', 'ACCEPT_WEAK_HASH', 'THUMBNAILS'])(
    'in %s',
    (name) => {
      for (const value of ['', 'yes', 'TRUE', '1', 'on', true, null])
        refused(name, { [name]: value }, 'is not true or false')
      expect(read({ [name]: 'false' })).toMatchObject({ [name]: false })
    },
  )

  it('in ENVIRONMENT', () => {
    for (const value of ['', 'prod', 'Production', 'test', null])
      refused('ENVIRONMENT', { ENVIRONMENT: value }, 'is not production or development')
  })

  it('in PUBLIC_URL, which has to be there', () => {
    const form = 'https://host or https://host:port'
    for (const value of [undefined, ''])
      refused('PUBLIC_URL', { PUBLIC_URL: value }, `missing, and has to be ${form}`)
    const values = ['example.org', 'ftp://example.org', 'javascript:alert(1)', '//example.org', 7]
    for (const value of values) refused('PUBLIC_URL', { PUBLIC_URL: value }, `is not ${form}`)
  })

  it.each([
    ['a user name or a password', ['https://ada@id.example.org', 'https://ada:secret@id.example.org']],
    ['a path', ['https://id.example.org/auth', 'https://id.example.org/auth/', 'https://id.example.org\\x']],
    ['a query ("?")', ['https://id.example.org?', 'https://id.example.org/?a=b']],
    ['a fragment ("#")', ['https://id.example.org#', 'https://id.example.org/#/a']],
    ['a space', ['https://id.example.org ']],
  ])('in PUBLIC_URL, with a sentence that says why: it has %s', (rest, values) => {
    for (const value of values)
      refused(
        'PUBLIC_URL',
        { PUBLIC_URL: value },
        `has ${rest}, and may only be https://host or https://host:port`,
      )
  })

  it.each([
    ['has a wildcard, and each origin has to be named', ['*', 'https://*.a.org', 'https://*', 'app://*']],
    [
      'is not scheme://host or scheme://host:port',
      ['null', 'example.org', 'file:///', 'javascript:alert(1)', '//a.org', 'https:a.org', '1x://a.org', 7],
    ],
    [
      'has a path, and may only be scheme://host or scheme://host:port',
      ['https://a.org/app', 'https://a.org/@b', 'capacitor://localhost/app', 'https://a.org\\app'],
    ],
    [
      'has a query ("?"), and may only be scheme://host or scheme://host:port',
      ['https://a.org?', 'app://x?y'],
    ],
    [
      'has a user name or a password, and may only be scheme://host or scheme://host:port',
      ['https://b.org@a.org', 'app://@x'],
    ],
  ])('in CORS_ORIGINS, by the place of the entry that %s (WEB-03)', (why, values) => {
    for (const value of values) {
      refused('CORS_ORIGINS', { CORS_ORIGINS: String(value) }, `entry 1 ${why}`)
      refused('CORS_ORIGINS', { CORS_ORIGINS: `https://a.org, ,${value}` }, `entry 2 ${why}`)
    }
    refused('CORS_ORIGINS', { CORS_ORIGINS: 7 }, 'is not a text, separated by commas its entries')
  })

  it('in SITE_NAME', () => refused('SITE_NAME', { SITE_NAME: '' }, 'is not a name, in one line'))

  it.each([
    'PASSWORD_RESET_CONFIRM_URL',
    'PASSWORD_RESET_KEY_URL',
    'USERNAME_RESET_CONFIRM_URL',
    'ACTIVATION_URL',
    'EMAIL_CONFIRM_URL',
    'ALARM_URL',
  ])('in %s, which would mail a link that does not work', (name) => {
    const path = 'reset?{uid}&{token}'
    for (const value of ['', `{public}/a b/${path}`, 'ä/{uid}/{token}', 7])
      refused(name, { [name]: value }, 'is not a URL or a path in ASCII, without spaces')
    const wrong = [
      `//a.org/${path}`,
      `/\\a.org/${path}`,
      `\\a.org/${path}`,
      `ftp://a.org/${path}`,
      `javascript:alert("${path}")`,
      `localhost:3000/${path}`,
      `{frontend}/${path}`,
      '{public}',
    ]
    for (const value of wrong)
      refused(
        name,
        { [name]: value },
        'has to begin with http://, https://, {public} or {front_end}, or to be a path',
      )
    refused(name, { [name]: 'https://app.example.org/{uid}' }, 'has no {token} in it')
    if (name !== 'PASSWORD_RESET_KEY_URL')
      refused(name, { [name]: '{public}/here' }, 'has no {uid} and no {token} in it')
    refused(name, { [name]: 'activate/{uid}' }, 'has no {token} in it')
  })

  it('in several at once, and no value is told', () => {
    const own = { PUBLIC_URL: 'secret-1', TOKEN_SECONDS: 'secret-2', SEND_ACTIVATION_EMAIL: 'secret-3' }
    const told = { CORS_ORIGINS: 'https://secret-4/x', ACTIVATION_URL: '//secret-5' }
    refused(
      'PUBLIC_URL',
      { ...own, ...told },
      'is not https://host or https://host:port; ' +
        'CORS_ORIGINS: entry 1 has a path, and may only be scheme://host or scheme://host:port; ' +
        'ACTIVATION_URL: has to begin with http://, https://, {public} or {front_end}, or to be a path; ' +
        'SEND_ACTIVATION_EMAIL: is not true or false; TOKEN_SECONDS: is not a whole number from 1 to 34560000',
    )
  })
})
const MAY_BE_NONE = /^(TRUSTED_CLIENT_DAYS|MIRROR_PERCENT)$/
