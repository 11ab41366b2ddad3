import { Misconfigured } from './misconfigured.ts'

/** What a variable comes to; undefined when it is not usable. */
type Read<Value> = (variable: unknown) => Value | undefined

const orElse =
  <Value>(fallback: Value, read: Read<Value>): Read<Value> =>
  (variable) =>
    variable === undefined ? fallback : read(variable)

const whole = (fallback: number, most: number, least = 1) =>
  orElse(fallback, (variable) => {
    const number = typeof variable === 'object' ? Number.NaN : Number(variable)
    return Number.isInteger(number) && number >= least && number <= most ? number : undefined
  })
const seconds = (fallback: number) => whole(fallback, 400 * 86_400)
const bytes = (fallback: number) => whole(fallback, 100 * 1024 * 1024)
const pixels = (fallback: number) => whole(fallback, 1_000_000_000)
const tries = (fallback: number) => whole(fallback, 100_000)

const oneOf = <const Word extends string>(words: readonly Word[], fallback: NoInfer<Word>) =>
  orElse<Word>(fallback, (variable) => words.find((word) => word === variable))
const flagOf = (fallback: boolean) =>
  orElse(fallback, (variable) => variable === 'true' || (variable === 'false' ? false : undefined))
const flag = flagOf(false)

const text =
  (isUsable: (text: string) => boolean): Read<string> =>
  (variable) =>
    typeof variable === 'string' && isUsable(variable) ? variable : undefined
const url = text((address) => /^https?:\/\//i.test(address) && URL.canParse(address))
const link = (fallback: string, ...parts: string[]) =>
  orElse(
    fallback,
    text(
      (address) =>
        /^(\{public\}|https?:\/\/)[\x21-\x7e]+$/.test(address) &&
        parts.every((part) => address.includes(part)),
    ),
  )
/** Stands in subjects of letters, so it is one line. */
const line = text((words) => /^[^\p{Cc}\u2028\u2029]*$/u.test(words))

/** Words with commas between, each read by itself. */
const names = <Name>(fallback: Name[], read: Read<Name>) =>
  orElse(fallback, (variable) => {
    if (typeof variable !== 'string') return undefined
    const words = variable.split(',').map((word) => word.trim())
    const found = words.filter(Boolean).map(read)
    return found.every((name) => name !== undefined) ? found : undefined
  })
// A wildcard is a host to the URL parser, and would be compared as one.
const origin: Read<string> = (address) => {
  const { hostname = '*', origin } = URL.parse(url(address) ?? '') ?? {}
  return hostname.includes('*') ? undefined : origin
}

/** The fewest links of a password's hash that are safe (OWASP, ASVS 5.0 appendix C), and the most that are read. */
export const LEAST_LINKS = 6
export const MOST_LINKS = 20

/** The languages that there are letters in (`account/letters/wording.ts`). */
export const LANGUAGES = ['en'] as const
export type Language = (typeof LANGUAGES)[number]

/** Where a challenge may be asked for. */
const CHALLENGED = ['registration', 'login', 'reset'] as const

/** The variables of wrangler.toml, each with what it is when it is left out. Times in seconds, sizes in bytes. */
const variables = {
  ENVIRONMENT: oneOf(['production', 'development'], 'production'),
  PUBLIC_URL: (variable: unknown) => url(variable)?.replace(/\/+$/, ''),
  CORS_ORIGINS: names([], origin),
  SITE_NAME: orElse('Gatehouse', (variable) => line(variable) || undefined),
  MAIL_FROM: orElse('', line),
  MAIL_PROVIDER: oneOf(['cloudflare', 'resend'], 'cloudflare'),
  MAIL_API_URL: orElse('https://api.resend.com', url),
  LOGIN_TRIES: tries(10),
  LOGIN_TRIES_PER_CLIENT: tries(100),
  REGISTRATIONS_PER_CLIENT: tries(20),
  MAILS_PER_HOUR: whole(5, 10_000),
  TURNSTILE: names([], (word) => CHALLENGED.find((each) => each === word)),
  TURNSTILE_SITE_KEY: orElse(
    '',
    text(() => true),
  ),
  TURNSTILE_URL: orElse('https://challenges.cloudflare.com/turnstile/v0/siteverify', url),
  LANGUAGE: oneOf(LANGUAGES, 'en'),
  PASSWORD_RESET_CONFIRM_URL: link('{public}/password/reset?uid={uid}&token={token}', '{uid}', '{token}'),
  PASSWORD_RESET_KEY_URL: link('{public}/password/reset?token={token}', '{token}'),
  USERNAME_RESET_CONFIRM_URL: link('{public}/username/reset?uid={uid}&token={token}', '{uid}', '{token}'),
  ACTIVATION_URL: link('{public}/activate?uid={uid}&token={token}', '{uid}', '{token}'),
  EMAIL_CONFIRM_URL: link('{public}/email/confirm?id={uid}&key={token}', '{uid}', '{token}'),
  ALARM_URL: link('{public}/not-me?id={uid}&key={token}', '{uid}', '{token}'),
  RESET_LINK_SECONDS: seconds(3600),
  ACTIVATION_LINK_SECONDS: seconds(86_400),
  ALARM_LINK_SECONDS: seconds(7 * 86_400),
  SEND_ACTIVATION_EMAIL: flag,
  SEND_VERIFICATION_EMAIL: flagOf(true),
  CONFIRM_EMAIL_CHANGE: flag,
  LENIENT_PASSWORD_DOORS: names(['express'], text(Boolean)),
  PASSWORD_HASH_LINKS: whole(LEAST_LINKS, MOST_LINKS),
  ACCEPT_WEAK_HASH: flag,
  TOKEN_SECONDS: seconds(30 * 86_400),
  TOKEN_IDLE_SECONDS: seconds(14 * 86_400),
  JWT_ACCESS_SECONDS: seconds(300),
  JWT_REFRESH_SECONDS: seconds(86_400),
  ROTATE_REFRESH_TOKENS: flag,
  EXPRESS_ACCESS_SECONDS: seconds(86_400),
  EXPRESS_REFRESH_SECONDS: seconds(10 * 86_400),
  JSON_BODY_BYTES: bytes(16 * 1024),
  PICTURE_JSON_BODY_BYTES: bytes(3 * 1024 * 1024),
  MULTIPART_BODY_BYTES: bytes(12 * 1024 * 1024),
  PICTURE_BYTES: bytes(5 * 1024 * 1024),
  PICTURE_SIDE: pixels(8192),
  PICTURE_PIXELS: pixels(25_000_000),
  THUMBNAILS: flag,
  EVENT_DAYS: whole(90, 3650),
  REQUEST_LOG: flagOf(true),
  SERVER_TIMING: oneOf(['development', 'always', 'never'], 'development'),
}

/** Every variable that is read. */
export const SETTING_NAMES: readonly string[] = Object.keys(variables)

type Variables = typeof variables

export type Settings = { [Name in keyof Variables]: Exclude<ReturnType<Variables[Name]>, undefined> }

const known = new WeakMap<object, Settings>()

/** Reads the variables once an isolate. Throws Misconfigured, which names the variable, rather than guess. */
export function readSettings(env: object): Settings {
  const settings = known.get(env) ?? read(env as Record<string, unknown>)
  known.set(env, settings)
  return settings
}

function read(env: Record<string, unknown>): Settings {
  const values = Object.entries(variables).map(([name, read]) => [name, read(env[name])] as const)
  const wrong = values.flatMap(([name, value]) => (value === undefined ? [name] : []))
  if (wrong.length > 0) throw new Misconfigured(`${wrong.join(', ')}: missing or not usable`)
  const settings = Object.fromEntries(values) as Settings
  if (settings.PASSWORD_HASH_LINKS < LEAST_LINKS && !settings.ACCEPT_WEAK_HASH)
    throw new Misconfigured('PASSWORD_HASH_LINKS: missing or not usable')
  return settings
}
