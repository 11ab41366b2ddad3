import { Misconfigured } from './misconfigured.ts'

/** That a variable is not usable, and why, in words that do not hold its value. */
class Unfit {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

/** What a variable comes to; undefined when it is not usable and there is no more to say about it. */
type Read<Value> = (variable: unknown) => Value | Unfit | undefined

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
  (isUsable: (text: string) => boolean) =>
  (variable: unknown): string | undefined =>
    typeof variable === 'string' && isUsable(variable) ? variable : undefined
const url = text((address) => /^https?:\/\//i.test(address) && URL.canParse(address))

/** What an address has besides its scheme, host and port. Of "?" and "#" the parser forgets those with nothing behind. */
const restOf = (address: string): string | undefined => {
  if (/^[^/]*\/\/[^/\\?#]*@/.test(address)) return 'a user name or a password'
  if (/[^/]/.test(new URL(address).pathname)) return 'a path'
  if (address.includes('?')) return 'a query ("?")'
  if (address.includes('#')) return 'a fragment ("#")'
  return /\s/.test(address) ? 'a space' : undefined
}

/** Doors, pages and links have paths of their own below it, and JWTs name it letter by letter. */
const publicUrl: Read<string> = (variable) => {
  const address = url(variable)
  const rest = address && restOf(address)
  return rest
    ? new Unfit(`has ${rest}, and may only be https://host or https://host:port`)
    : address?.replace(/\/+$/, '')
}

const link = (fallback: string, ...parts: string[]) =>
  orElse<string>(fallback, (variable) => {
    const address = text((address) => /^[\x21-\x7e]+$/.test(address))(variable)
    if (address === undefined) return undefined
    if (!/^(\{public\}|https?:\/\/)./.test(address))
      return new Unfit('has to begin with http:// or https://, or with {public}')
    const missing = parts.filter((part) => !address.includes(part))
    return missing.length > 0 ? new Unfit(`has no ${missing.join(' and no ')} in it`) : address
  })
/** Stands in subjects of letters, so it is one line. */
const line = text((words) => /^[^\p{Cc}\u2028\u2029]*$/u.test(words))

/** Words with commas between, each read by itself. */
const names = <Name>(fallback: Name[], read: Read<Name>) =>
  orElse<Name[]>(fallback, (variable) => {
    if (typeof variable !== 'string') return undefined
    const words = variable.split(',').map((word) => word.trim())
    const found: Name[] = []
    for (const word of words.filter(Boolean)) {
      const name = read(word)
      if (name instanceof Unfit) return new Unfit(`entry ${found.length + 1} ${name.why}`)
      if (name === undefined) return undefined
      found.push(name)
    }
    return found
  })

/** Of any scheme: apps in a web view have ones of their own, for which `URL.origin` is "null". */
const origin: Read<string> = (variable) => {
  const address = text((address) => /^[a-z][a-z\d+.-]*:\/\/[^/]/i.test(address))(variable)
  // A wildcard is a host to the URL parser, and would be compared as one.
  if (String(variable).includes('*')) return new Unfit('has a wildcard, and each origin has to be named')
  const { protocol, host } = URL.parse(address ?? '') ?? {}
  if (!address || !host) return new Unfit('is not scheme://host or scheme://host:port')
  const rest = restOf(address)
  return rest
    ? new Unfit(`has ${rest}, and may only be scheme://host or scheme://host:port`)
    : `${protocol}//${host}`
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
  PUBLIC_URL: publicUrl,
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

export type Settings = { [Name in keyof Variables]: Exclude<ReturnType<Variables[Name]>, Unfit | undefined> }

const NO_USE = 'missing or not usable'

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
  if (settings.PASSWORD_HASH_LINKS < LEAST_LINKS && !settings.ACCEPT_WEAK_HASH)
    throw new Misconfigured(`PASSWORD_HASH_LINKS: ${NO_USE}`)
  return settings
}

/** The variables that cannot be used: first those of which it can be told why, each by itself. */
function wrongOf(values: (readonly [name: string, value: unknown])[]): string[] {
  const told = values.flatMap(([name, value]) => (value instanceof Unfit ? [`${name}: ${value.why}`] : []))
  const rest = values.flatMap(([name, value]) => (value === undefined ? [name] : []))
  return rest.length > 0 ? [...told, `${rest.join(', ')}: ${NO_USE}`] : told
}
