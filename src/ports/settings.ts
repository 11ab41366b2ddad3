import { problemOfLink } from './link-setting.ts'
import { Misconfigured } from './misconfigured.ts'

/** Why a variable is not usable, in words that do not contain its value. */
class Unfit {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

/** The value of a variable, or what it may be. */
type Read<Value> = (variable: unknown) => Value | Unfit

const orElse =
  <Value>(fallback: Value, read: Read<Value>): Read<Value> =>
  (variable) =>
    variable === undefined ? fallback : read(variable)

const isA = (what: string) => new Unfit(`is not ${what}`)

const whole = (fallback: number, most: number, least = 1) =>
  orElse(fallback, (variable) => {
    const isNumber = typeof variable !== 'object' && String(variable).trim() !== ''
    const number = isNumber ? Number(variable) : Number.NaN
    return Number.isInteger(number) && number >= least && number <= most
      ? number
      : isA(`a whole number from ${least} to ${most}`)
  })
const seconds = (fallback: number) => whole(fallback, 400 * 86_400)
const bytes = (fallback: number) => whole(fallback, 100 * 1024 * 1024)
const pixels = (fallback: number) => whole(fallback, 1_000_000_000)
const tries = (fallback: number) => whole(fallback, 100_000)

const oneOf = <const Word extends string>(words: readonly Word[], fallback: NoInfer<Word>) =>
  orElse<Word>(fallback, (variable) => words.find((word) => word === variable) ?? isA(words.join(' or ')))
const flagOf = (fallback: boolean) =>
  orElse(fallback, (variable) => variable === 'true' || (variable === 'false' ? false : isA('true or false')))
const flag = flagOf(false)

/** A day as `2027-01-31`, or nothing. */
const day = orElse('', (variable) => {
  if (variable === '') return ''
  const at = /^\d{4}-\d\d-\d\d$/.test(String(variable)) ? Date.parse(String(variable)) : Number.NaN
  // Date.parse takes February 30 for March 2.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(String(variable))
    ? String(variable)
    : isA('a day as 2027-01-31')
})

const text =
  (what: string, isUsable: (text: string) => boolean): Read<string> =>
  (variable) =>
    typeof variable === 'string' && isUsable(variable) ? variable : isA(what)
const url = text(
  'a URL that begins with http:// or https://',
  (address) => /^https?:\/\//i.test(address) && URL.canParse(address),
)

/** What a URL has besides its scheme, host and port. The parser drops a "?" or "#" with nothing after it. */
const restOf = (address: string): string | undefined => {
  if (/^[^/]*\/\/[^/\\?#]*@/.test(address)) return 'a user name or a password'
  if (/[^/]/.test(new URL(address).pathname)) return 'a path'
  if (address.includes('?')) return 'a query ("?")'
  if (address.includes('#')) return 'a fragment ("#")'
  return /\s/.test(address) ? 'a space' : undefined
}

/** Paths are appended to it, and the issuer of JWTs is compared with it exactly. */
const publicUrl: Read<string> = (variable) => {
  if (!variable) return new Unfit('missing, and has to be https://host or https://host:port')
  const address = url(variable)
  if (address instanceof Unfit) return isA('https://host or https://host:port')
  const rest = restOf(address)
  return rest
    ? new Unfit(`has ${rest}, and may only be https://host or https://host:port`)
    : address.replace(/\/+$/, '')
}

const printable = text('a URL or a path in ASCII, without spaces', (address) =>
  /^[\x21-\x7e]+$/.test(address),
)
const link = (fallback: string, ...placeholders: string[]) =>
  orElse<string>(fallback, (variable) => {
    const address = printable(variable)
    if (address instanceof Unfit) return address
    const why = problemOfLink(address, placeholders)
    return why === undefined ? address : new Unfit(why)
  })
/** An address that passwords are sent to. */
const secretUrl: Read<string> = (variable) => {
  const address = url(variable)
  if (address instanceof Unfit) return address
  if (/^[^/]*\/\/[^/\\?#]*@/.test(address)) return new Unfit('has a user name or a password')
  return /[?#\s]/.test(address) ? new Unfit('has a query, a fragment or a space') : address
}
const isThisMachine = (address: string) =>
  /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(address).hostname)

/** Where the sign-in page sends people back to. It is compared letter by letter, so it is kept as it is written. */
const returnUrl: Read<string> = (variable) => {
  const address = url(variable)
  if (address instanceof Unfit) return address
  if (/^[^/]*\/\/[^/\\?#]*@/.test(address)) return new Unfit('has a user name or a password')
  if (/[^\x21-\x7e]|[#*\\]/.test(address)) return new Unfit('has a fragment, a wildcard, a "\\" or a space')
  return /^https:/i.test(address) || isThisMachine(address)
    ? address
    : new Unfit('has to be https, except on this machine')
}

/** Stands in subjects of emails, so it is one line. */
const line = text('one line of text', (words) => /^[^\p{Cc}\u2028\u2029]*$/u.test(words))

/** Words separated by commas, each read by itself. */
const names = <Name>(fallback: Name[], read: Read<Name>) =>
  orElse<Name[]>(fallback, (variable) => {
    if (typeof variable !== 'string') return isA('a text, separated by commas its entries')
    const words = variable.split(',').map((word) => word.trim())
    const found: Name[] = []
    for (const word of words.filter(Boolean)) {
      const name = read(word)
      if (name instanceof Unfit) return new Unfit(`entry ${found.length + 1} ${name.why}`)
      found.push(name)
    }
    return found
  })

/** What a deployment needs in wrangler.toml for a front end of another origin. */
export const CORS_LINE = 'CORS_ORIGINS = "https://app.example.com"'

const withScheme = text('a URL', (address) => /^[a-z][a-z\d+.-]*:\/\/[^/]/i.test(address))

/** Of any scheme: apps in a web view have ones of their own, for which `URL.origin` is "null". */
const origin: Read<string> = (variable) => {
  const address = withScheme(variable)
  // A wildcard is a host to the URL parser, and would be compared as one.
  if (String(variable).includes('*')) return new Unfit('has a wildcard, and each origin has to be named')
  const { protocol, host } = (address instanceof Unfit ? null : URL.parse(address)) ?? {}
  if (address instanceof Unfit || !host) return isA('scheme://host or scheme://host:port')
  const rest = restOf(address)
  return rest
    ? new Unfit(`has ${rest}, and may only be scheme://host or scheme://host:port`)
    : `${protocol}//${host}`
}

/** An origin that passkeys may be used from: of the web, or of an Android app, by the hash of its signing key. */
const passkeyOrigin: Read<string> = (variable) =>
  /^android:apk-key-hash:[\w-]{43}$/.test(String(variable)) ? String(variable) : origin(variable)

const host = text('a host as example.com', (name) =>
  /^(localhost|([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z][a-z\d-]*)$/.test(name),
)

/** The fewest links of a password's hash that are safe (OWASP, ASVS 5.0 appendix C), and the most that are read. */
export const LEAST_LINKS = 6
export const MOST_LINKS = 20

/** Where an environment has the languages of the configuration (`config.ts`), besides English. */
export const LANGUAGES = Symbol('languages')

/** Where a challenge may be asked for. */
const CHALLENGED = ['registration', 'login', 'reset'] as const

/**
 * The variables of wrangler.toml, each with its default and its meaning. `npm run docs` writes docs/configuration.md
 * from these comments. Times are in seconds, sizes in bytes.
 */
const variables = {
  // The deployment
  /** `development` opens `/dev/mailbox` and keeps email on this machine. */
  ENVIRONMENT: oneOf(['production', 'development'], 'production'),
  /**
   * The address that people reach this API at, without a path. Has to be set. Links in emails, picture URLs and the
   * issuer of JWTs are built from it, never from a request.
   */
  PUBLIC_URL: publicUrl,
  /**
   * Front ends on other origins that browsers may call from, such as `https://app.example.com`, or `capacitor://localhost`
   * for an app in a web view. Paths and wildcards are refused. Development lets in all origins on this
   * machine, whatever their port.
   */
  CORS_ORIGINS: names([], origin),
  /** The name of the site in emails and pages. */
  SITE_NAME: orElse('Gatehouse', (variable) => line(variable) || isA('a name, in one line')),
  /**
   * Where the front end is, without a path. Email links given as a path are relative to it. If it is empty, `PUBLIC_URL` is used.
   */
  FRONT_END_URL: orElse('', (variable) => (variable === '' ? '' : publicUrl(variable))),
  // Sending email
  /** The sender of email: an address of a domain that the provider sends for. Has to be set for production. */
  MAIL_FROM: orElse('', line),
  /**
   * `cloudflare` is Email Service, through the binding `EMAIL`. `resend` is Resend, or another service with its API,
   * and needs the secret `RESEND_API_KEY`.
   */
  MAIL_PROVIDER: oneOf(['cloudflare', 'resend'], 'cloudflare'),
  /** The address of Resend's API, or of another service that has the same API. */
  MAIL_API_URL: orElse('https://api.resend.com', url),
  // Limits
  /** How many wrong passwords one account may get before there are waits. The count starts again after five minutes without a try. */
  LOGIN_TRIES: tries(10),
  /**
   * The same for one client, for all accounts together. Development allows a thousand times
   * as many.
   */
  LOGIN_TRIES_PER_CLIENT: tries(100),
  /** The same for registrations of one client. Development allows a thousand times as many. */
  REGISTRATIONS_PER_CLIENT: tries(20),
  /** How many emails an hour one address can get from requests without a login. Development allows 1,000. */
  MAILS_PER_HOUR: whole(5, 10_000),
  /** Actions that require a solved Cloudflare Turnstile challenge. */
  TURNSTILE: names([], (word) => CHALLENGED.find((each) => each === word) ?? isA(CHALLENGED.join(' or '))),
  /** The site key of the widget. Needed with `TURNSTILE`, as is the secret `TURNSTILE_SECRET`. */
  TURNSTILE_SITE_KEY: orElse(
    '',
    text('a text', () => true),
  ),
  /** The address at which solved challenges are checked. */
  TURNSTILE_URL: orElse('https://challenges.cloudflare.com/turnstile/v0/siteverify', url),
  // Emails and their links
  /** The language of emails, unless an account has its own: `en`, or another one of `gatehouse.config.ts`. */
  LANGUAGE: orElse('en', line),
  /**
   * Where the link for a new password leads: a URL, or a path of the front end such as `reset/{uid}/{token}` or
   * `#/reset/{uid}/{token}`. In every link `{public}` stands for `PUBLIC_URL`, `{front_end}` for `FRONT_END_URL`;
   * `{uid}` and `{token}` differ for each link.
   */
  PASSWORD_RESET_CONFIRM_URL: link('{public}/password/reset?uid={uid}&token={token}', '{uid}', '{token}'),
  /** The same for emails that `/api/password_reset/` sends. */
  PASSWORD_RESET_KEY_URL: link('{public}/password/reset?token={token}', '{token}'),
  /** Where the link for a new username leads. */
  USERNAME_RESET_CONFIRM_URL: link('{public}/username/reset?uid={uid}&token={token}', '{uid}', '{token}'),
  /** Where the link that activates an account leads. */
  ACTIVATION_URL: link('{public}/activate?uid={uid}&token={token}', '{uid}', '{token}'),
  /** Where the link that confirms an email address leads. */
  EMAIL_CONFIRM_URL: link('{public}/email/confirm?id={uid}&key={token}', '{uid}', '{token}'),
  /** Where the link "This was not me" leads. */
  ALARM_URL: link('{public}/not-me?id={uid}&key={token}', '{uid}', '{token}'),
  /** Where the link that approves a sign-in leads. */
  APPROVAL_URL: link('{public}/approve?id={uid}&key={token}', '{uid}', '{token}'),
  /** How long links for a new password or username work. */
  RESET_LINK_SECONDS: seconds(3600),
  /** How long links that activate an account or confirm an email address work. */
  ACTIVATION_LINK_SECONDS: seconds(86_400),
  /** How long the link "This was not me" works. */
  ALARM_LINK_SECONDS: seconds(7 * 86_400),
  /** How long links that approve a sign-in work. */
  APPROVAL_LINK_SECONDS: seconds(600),
  /** An account made at `/auth/users/` has to be activated from an emailed link. */
  SEND_ACTIVATION_EMAIL: flag,
  /** A new account is emailed a link that confirms its email address. Nothing depends on whether it is followed. */
  SEND_VERIFICATION_EMAIL: flagOf(true),
  /** A new email address replaces the old one only after it is confirmed, at every API. */
  CONFIRM_EMAIL_CHANGE: flag,
  // Passwords
  /**
   * APIs that ask for a password of six characters only and skip the other rules, as their clients expect: `profile`,
   * `djoser`, `users` (also for management) or `express`. Set it to nothing for a new deployment.
   */
  LENIENT_PASSWORD_DOORS: names(['express'], text('the name of an API', Boolean)),
  /**
   * The cost of a password hash, in units of 100,000 iterations. Fewer than 6 are refused without `ACCEPT_WEAK_HASH`. A
   * sign-in rewrites hashes that have fewer.
   */
  PASSWORD_HASH_LINKS: whole(LEAST_LINKS, MOST_LINKS),
  /** Accept fewer than 6 links. Not safe: only for trying things out on the Workers Free plan. */
  ACCEPT_WEAK_HASH: flag,
  /**
   * The cron measures one hash an hour, for the console and `/metrics`. A hash takes more than the 10 ms of CPU that the
   * Workers Free plan allows a run.
   */
  MEASURE_HASH: flagOf(true),
  /**
   * The login of the old back end, as `https://old.example.com/auth/token/login/`, if `oldLogin` in
   * `gatehouse.config.ts` asks it. Only `https`, except this machine in development.
   */
  OLD_LOGIN_URL: orElse('', (variable) => (variable === '' ? '' : secretUrl(variable))),
  /**
   * The old back end, such as `https://old.example.com`: a sample of reads is sent there as well, and how its answers
   * differ is logged. Only `https`, except this machine in development.
   */
  MIRROR_TO: orElse('', (variable) => (variable === '' ? '' : secretUrl(variable))),
  /** How many reads of a hundred are compared with `MIRROR_TO`. */
  MIRROR_PERCENT: whole(1, 100, 0),
  // The second factor
  /**
   * Who needs a second factor. `off`: there is none. `optional`: accounts whose owner turned it on. `staff`: these, and
   * staff have no staff rights without one. `all`: nobody can sign in without one.
   */
  SECOND_FACTOR: oneOf(['off', 'optional', 'staff', 'all'], 'optional'),
  /**
   * With `all`: the day from which a second factor is needed, such as `2027-01-31` in UTC. If it is empty, it applies at
   * once. An account always has seven days from its registration.
   */
  SECOND_FACTOR_FROM: day,
  /** A code may be sent at the end of the password, for clients that have no field for it. */
  CODE_IN_PASSWORD: flagOf(true),
  /** Owners may allow sign-ins without a code to be approved from an email. Never for staff. */
  EMAIL_APPROVAL: flag,
  /** For how many days a trusted client is not asked for a code. With 0 no client is trusted. */
  TRUSTED_CLIENT_DAYS: whole(30, 400, 0),
  /** How long after a sign-in, or another proof, the second factor may be changed. */
  SUDO_SECONDS: seconds(600),
  /**
   * The host that passkeys are bound to: that of `PUBLIC_URL`, or a domain above it, as `example.com` for
   * `https://id.example.com`. If it is empty, that of `PUBLIC_URL`. After a change, earlier passkeys do not work.
   */
  PASSKEY_RP_ID: orElse('', (variable) => (variable === '' ? '' : host(variable))),
  /**
   * Other origins that passkeys may be used from, as `https://app.example.com`, or `android:apk-key-hash:…` for an app.
   * Those that are not below the host of passkeys are published at `/.well-known/webauthn`.
   */
  PASSKEY_ORIGINS: names([], passkeyOrigin),
  /** `/auth/token/login/` answers as django-trench does when a code is needed, with 200 and an `ephemeral_token`. */
  TRENCH_TOKEN_LOGIN: flag,
  // The sign-in page
  /**
   * Where `/sign-in` may send people back to with a code: whole URLs, as `https://app.example.com/signed-in`. What an app
   * sends has to be the same letter by letter. Only `https`, except on this machine. Without any the page signs in to the
   * other pages alone. This and `EMAIL_LOGIN` have no effect where `SECOND_FACTOR` is `off`.
   */
  RETURN_URLS: names([], returnUrl),
  /** People may sign in with a link or a code that is emailed to them, in place of the password. */
  EMAIL_LOGIN: flag,
  /** Where the link in an email to sign in with leads. */
  EMAIL_LOGIN_URL: link('{public}/sign-in/email?id={uid}&key={token}', '{uid}', '{token}'),
  /** How long the link and the code of such an email work. */
  EMAIL_LOGIN_LINK_SECONDS: seconds(600),
  // Tokens and JWTs
  /** How long an opaque token works at most. */
  TOKEN_SECONDS: seconds(30 * 86_400),
  /** How long an opaque token works without being used. */
  TOKEN_IDLE_SECONDS: seconds(14 * 86_400),
  /** How long an access token of `/auth/jwt/` works. */
  JWT_ACCESS_SECONDS: seconds(300),
  /** How long a refresh token of `/auth/jwt/` works. */
  JWT_REFRESH_SECONDS: seconds(86_400),
  /** `/auth/jwt/refresh/` returns a new refresh token each time. The Express API always does. */
  ROTATE_REFRESH_TOKENS: flag,
  /** How long an access token of the Express API works. */
  EXPRESS_ACCESS_SECONDS: seconds(86_400),
  /** How long a refresh token of the Express API works. */
  EXPRESS_REFRESH_SECONDS: seconds(10 * 86_400),
  // Bodies and pictures
  /** The largest body in JSON or as a form. */
  JSON_BODY_BYTES: bytes(16 * 1024),
  /** The same where a base64 picture may be in it. */
  PICTURE_JSON_BODY_BYTES: bytes(3 * 1024 * 1024),
  /** The largest multipart body. */
  MULTIPART_BODY_BYTES: bytes(12 * 1024 * 1024),
  /** The largest picture, decoded. */
  PICTURE_BYTES: bytes(5 * 1024 * 1024),
  /** The longest side of a picture. */
  PICTURE_SIDE: pixels(8192),
  /** The largest area of a picture. */
  PICTURE_PIXELS: pixels(25_000_000),
  /** `/media/…` makes thumbnails for `?w=64`, `128`, `256` and `512`. Needs the binding `IMAGES`. */
  THUMBNAILS: flag,
  // Events and logs
  /** How long the events of an account are kept. */
  EVENT_DAYS: whole(90, 3650),
  /** One line of JSON in the log for each request and each run of the cron. */
  REQUEST_LOG: flagOf(true),
  /** Where responses have a `Server-Timing` header: how long they waited for D1, KV, R2 and hashes. */
  SERVER_TIMING: oneOf(['development', 'always', 'never'], 'development'),
}

/** The defaults, by name; undefined for a variable that has to be set. */
export const defaultsOf = (): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, read]) => {
      const value = read(undefined)
      return [name, value instanceof Unfit ? undefined : value]
    }),
  )

/** Every variable that is read. */
export const SETTING_NAMES: readonly string[] = Object.keys(variables)

type Variables = typeof variables

export type Settings = { [Name in keyof Variables]: Exclude<ReturnType<Variables[Name]>, Unfit> }

const known = new WeakMap<object, Settings>()

/** Reads the variables once an isolate. Throws Misconfigured, which names the variable, rather than guess. */
export function readSettings(env: object): Settings {
  const settings = known.get(env) ?? read(env as Record<string, unknown>)
  known.set(env, settings)
  return settings
}

function read(env: Record<string, unknown>): Settings {
  const values = Object.entries(variables).map(([name, read]) => [name, read(env[name])] as const)
  const wrong = wrongOf(values)
  if (wrong.length > 0) throw new Misconfigured(wrong.join('; '))
  const settings = Object.fromEntries(values) as Settings
  const { LANGUAGE } = settings
  if (LANGUAGE !== 'en' && !(env as { [LANGUAGES]?: string[] })[LANGUAGES]?.includes(LANGUAGE))
    throw new Misconfigured('LANGUAGE: is not en, and no language of gatehouse.config.ts')
  for (const name of ['OLD_LOGIN_URL', 'MIRROR_TO'] as const) {
    const isPlain = /^http:/i.test(settings[name])
    if (isPlain && !(settings.ENVIRONMENT === 'development' && isThisMachine(settings[name])))
      throw new Misconfigured(`${name}: has to be https`)
  }
  const { PASSKEY_RP_ID, PUBLIC_URL } = settings
  if (PASSKEY_RP_ID !== '' && !`.${new URL(PUBLIC_URL).hostname}`.endsWith(`.${PASSKEY_RP_ID}`))
    throw new Misconfigured('PASSKEY_RP_ID: is not the host of PUBLIC_URL, and that is not below it')
  if (settings.PASSWORD_HASH_LINKS < LEAST_LINKS && !settings.ACCEPT_WEAK_HASH)
    throw new Misconfigured(
      `PASSWORD_HASH_LINKS: is not a whole number from ${LEAST_LINKS} to ${MOST_LINKS}, and ACCEPT_WEAK_HASH is not true`,
    )
  return settings
}

/** What the variables that cannot be used may be, a sentence each. */
const wrongOf = (values: (readonly [name: string, value: unknown])[]): string[] =>
  values.flatMap(([name, value]) => (value instanceof Unfit ? [`${name}: ${value.why}`] : []))
