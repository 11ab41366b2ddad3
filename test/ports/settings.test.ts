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
      MEASURE_HASH: true,
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
