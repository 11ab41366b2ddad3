import { describe, expect, it } from 'vitest'
import { readSettings } from '../../src/ports/settings.ts'

const PUBLIC_URL = 'https://accounts.example.org'
const read = (own: Record<string, unknown>) => readSettings({ PUBLIC_URL, ...own })
const refused = (name: string, own: Record<string, unknown>, why: string) => {
  expect(() => read(own), JSON.stringify(own)).toThrow(
    expect.objectContaining({ name: 'Misconfigured', message: `${name}: ${why}` }),
  )
}

describe('settings that are left out', () => {
  it('are what docs/configuration.md says', () => {
    expect(read({})).toEqual({
      ENVIRONMENT: 'production',
      PUBLIC_URL,
      CORS_ORIGINS: [],
      SITE_NAME: 'Gatehouse',
      MAIL_FROM: '',
      MAIL_PROVIDER: 'cloudflare',
      MAIL_API_URL: 'https://api.resend.com',
      LOGIN_TRIES: 10,
      LOGIN_TRIES_PER_CLIENT: 100,
      REGISTRATIONS_PER_CLIENT: 20,
      MAILS_PER_HOUR: 5,
      TURNSTILE: [],
      TURNSTILE_SITE_KEY: '',
      TURNSTILE_URL: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
      LANGUAGE: 'en',
      OLD_LOGIN_URL: '',
      MIRROR_TO: '',
      MIRROR_PERCENT: 1,
      PASSWORD_RESET_CONFIRM_URL: '{public}/password/reset?uid={uid}&token={token}',
      PASSWORD_RESET_KEY_URL: '{public}/password/reset?token={token}',
      USERNAME_RESET_CONFIRM_URL: '{public}/username/reset?uid={uid}&token={token}',
      ACTIVATION_URL: '{public}/activate?uid={uid}&token={token}',
      EMAIL_CONFIRM_URL: '{public}/email/confirm?id={uid}&key={token}',
      ALARM_URL: '{public}/not-me?id={uid}&key={token}',
      RESET_LINK_SECONDS: 3600,
      APPROVAL_URL: '{public}/approve?id={uid}&key={token}',
      APPROVAL_LINK_SECONDS: 600,
      SECOND_FACTOR: 'optional',
      SECOND_FACTOR_FROM: '',
      CODE_IN_PASSWORD: true,
      EMAIL_APPROVAL: false,
      TRUSTED_CLIENT_DAYS: 30,
      SUDO_SECONDS: 600,
      PASSKEY_RP_ID: '',
      PASSKEY_ORIGINS: [],
      TRENCH_TOKEN_LOGIN: false,
      RETURN_URLS: [],
      EMAIL_LOGIN: false,
      EMAIL_LOGIN_URL: '{public}/sign-in/email?id={uid}&key={token}',
      EMAIL_LOGIN_LINK_SECONDS: 600,
      ACTIVATION_LINK_SECONDS: 86_400,
      ALARM_LINK_SECONDS: 604_800,
      SEND_ACTIVATION_EMAIL: false,
      SEND_VERIFICATION_EMAIL: true,
      CONFIRM_EMAIL_CHANGE: false,
      LENIENT_PASSWORD_DOORS: ['express'],
      PASSWORD_HASH_LINKS: 6,
      ACCEPT_WEAK_HASH: false,
      TOKEN_SECONDS: 2_592_000,
      TOKEN_IDLE_SECONDS: 1_209_600,
      JWT_ACCESS_SECONDS: 300,
      JWT_REFRESH_SECONDS: 86_400,
      ROTATE_REFRESH_TOKENS: false,
      EXPRESS_ACCESS_SECONDS: 86_400,
      EXPRESS_REFRESH_SECONDS: 864_000,
      FRONT_END_URL: '',
      JSON_BODY_BYTES: 16_384,
      PICTURE_JSON_BODY_BYTES: 3_145_728,
      MULTIPART_BODY_BYTES: 12_582_912,
      PICTURE_BYTES: 5_242_880,
      PICTURE_SIDE: 8192,
      PICTURE_PIXELS: 25_000_000,
      THUMBNAILS: false,
      EVENT_DAYS: 90,
      REQUEST_LOG: true,
      SERVER_TIMING: 'development',
    })
  })
})

describe('settings', () => {
  it('are read as they are meant', () => {
    expect(
      read({
        PUBLIC_URL: 'http://localhost:8787//',
        CORS_ORIGINS: 'https://APP.example.org:443/, http://localhost:3000',
        SEND_ACTIVATION_EMAIL: 'true',
        LENIENT_PASSWORD_DOORS: ' express , users,',
        TOKEN_SECONDS: '60',
        PICTURE_BYTES: 1000,
      }),
    ).toMatchObject({
      PUBLIC_URL: 'http://localhost:8787',
      CORS_ORIGINS: ['https://app.example.org', 'http://localhost:3000'],
      SEND_ACTIVATION_EMAIL: true,
      LENIENT_PASSWORD_DOORS: ['express', 'users'],
      TOKEN_SECONDS: 60,
      PICTURE_BYTES: 1000,
    })
  })

  it.each(['capacitor://localhost', 'ionic://localhost', 'tauri://localhost', 'app://x', 'app://x:81'])(
    'let in an app in a web view, of a scheme of its own: %s',
    (origin) => expect(read({ CORS_ORIGINS: origin }).CORS_ORIGINS).toEqual([origin]),
  )

  it.each(['2026-02-30', '2026-2-3', 'tomorrow', '2026-12-01T00:00'])(
    'take no day such as %s',
    (SECOND_FACTOR_FROM) => {
      refused('SECOND_FACTOR_FROM', { SECOND_FACTOR_FROM }, 'is not a day as 2027-01-31')
      expect(read({ SECOND_FACTOR_FROM: '2026-12-01' }).SECOND_FACTOR_FROM).toBe('2026-12-01')
    },
  )

  it('take addresses to go back to as they are written', () => {
    const urls = [
      'https://APP.example.org/a?b=c',
      'http://localhost:3000',
      'http://[::1]/',
      'http://127.0.0.1/x',
    ]
    expect(read({ RETURN_URLS: urls.join(' , ') }).RETURN_URLS).toEqual(urls)
    const marks = 'has a fragment, a wildcard, a "\\" or a space'
    for (const [address, why] of [
      ['http://app.example.org/', 'has to be https, except on this machine'],
      ['http://localhost.example.org/', 'has to be https, except on this machine'],
      ['https://ada@example.org/', 'has a user name or a password'],
      ['https://example.org/#', marks],
      ['https://*.example.org/', marks],
      ['https://example.org\\@evil.example/', marks],
      ['https://example.org/a b', marks],
      ['https://exämple.org/', marks],
      ['app:/x', 'is not a URL that begins with http:// or https://'],
    ] as const)
      refused('RETURN_URLS', { RETURN_URLS: `${urls[0]},${address}` }, `entry 2 ${why}`)
  })

  it('take the host of PUBLIC_URL, or one above it, for passkeys', () => {
    const deep = { PUBLIC_URL: 'https://id.eu.example.com' }
    for (const host of ['id.eu.example.com', 'eu.example.com', 'example.com'])
      expect(read({ ...deep, PASSKEY_RP_ID: host }).PASSKEY_RP_ID).toBe(host)
    const other = 'is not the host of PUBLIC_URL, and that is not below it'
    for (const host of ['example.org', 'eu.example.co', 'xample.com', 'a.id.eu.example.com'])
      refused('PASSKEY_RP_ID', { ...deep, PASSKEY_RP_ID: host }, other)
    for (const host of ['com', 'https://example.com', 'Example.com', 'example.com:443', '*.example.com', ' '])
      refused('PASSKEY_RP_ID', { ...deep, PASSKEY_RP_ID: host }, 'is not a host as example.com')
  })

  it('take origins of the web and of Android apps for passkeys', () => {
    const hash = `android:apk-key-hash:${'A'.repeat(43)}`
    expect(read({ PASSKEY_ORIGINS: `https://app.example.com, ${hash}` }).PASSKEY_ORIGINS).toEqual([
      'https://app.example.com',
      hash,
    ])
    refused(
      'PASSKEY_ORIGINS',
      { PASSKEY_ORIGINS: 'android:apk-key-hash:short' },
      'entry 1 is not scheme://host or scheme://host:port',
    )
  })

  it('leave nothing but themselves in what is read', () => {
    expect(read({ MASTER_KEYS: 'secret', DB: {} })).toEqual(read({}))
  })

  it('are read once for each environment', () => {
    const env = { PUBLIC_URL }
    expect(readSettings(env)).toBe(readSettings(env))
  })
})

const MAY_BE_NONE = /^(TRUSTED_CLIENT_DAYS|MIRROR_PERCENT)$/

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
    refused('CORS_ORIGINS', { CORS_ORIGINS: 7 }, 'is not a text, with commas between its entries')
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
