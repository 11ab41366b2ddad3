import * as z from 'zod'
import { Misconfigured } from './misconfigured.ts'

const seconds = (fallback: number) =>
  z.coerce
    .number()
    .int()
    .positive()
    .max(400 * 86_400)
    .default(fallback)
const bytes = (fallback: number) =>
  z.coerce
    .number()
    .int()
    .positive()
    .max(100 * 1024 * 1024)
    .default(fallback)
const pixels = (fallback: number) => z.coerce.number().int().positive().max(1_000_000_000).default(fallback)
const tries = (fallback: number) => z.coerce.number().int().positive().max(100_000).default(fallback)
const flagOf = (fallback: 'true' | 'false') =>
  z
    .enum(['true', 'false'])
    .default(fallback)
    .transform((text) => text === 'true')
const flag = flagOf('false')
const link = (...parts: string[]) =>
  z
    .string()
    .regex(/^(\{public\}|https?:\/\/)[\x21-\x7e]+$/)
    .refine((url) => parts.every((part) => url.includes(part)))
/** Stands in subjects of letters, so it is one line. */
const line = z.string().regex(/^[^\p{Cc}\u2028\u2029]*$/u)
const names = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    )

/** The fewest links of a password's hash that are safe (OWASP, ASVS 5.0 appendix C), and the most that are read. */
export const LEAST_LINKS = 6
export const MOST_LINKS = 20

/** The languages that there are letters in (`account/letters/wording.ts`). */
export const LANGUAGES = ['en'] as const
export type Language = (typeof LANGUAGES)[number]

const links = z.coerce.number().int().min(1).max(MOST_LINKS).default(LEAST_LINKS)

/** The variables of wrangler.toml, each with what it is when it is left out. Times in seconds, sizes in bytes. */
const Fields = z.object({
  ENVIRONMENT: z.enum(['production', 'development']).default('production'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  CORS_ORIGINS: names('').pipe(
    // A wildcard is a host to the URL parser, and would be compared as one.
    z.array(z.url({ protocol: /^https?$/, hostname: /^[^*]+$/ }).transform((url) => new URL(url).origin)),
  ),
  SITE_NAME: line.min(1).default('Gatehouse'),
  MAIL_FROM: line.default(''),
  MAIL_PROVIDER: z.enum(['cloudflare', 'resend']).default('cloudflare'),
  MAIL_API_URL: z.url({ protocol: /^https?$/ }).default('https://api.resend.com'),
  LOGIN_TRIES: tries(10),
  LOGIN_TRIES_PER_CLIENT: tries(100),
  REGISTRATIONS_PER_CLIENT: tries(20),
  MAILS_PER_HOUR: z.coerce.number().int().positive().max(10_000).default(5),
  TURNSTILE: names('').pipe(z.array(z.enum(['registration', 'login', 'reset']))),
  TURNSTILE_SITE_KEY: z.string().default(''),
  TURNSTILE_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://challenges.cloudflare.com/turnstile/v0/siteverify'),
  LANGUAGE: z.enum(LANGUAGES).default('en'),
  PASSWORD_RESET_CONFIRM_URL: link('{uid}', '{token}').default(
    '{public}/password/reset?uid={uid}&token={token}',
  ),
  PASSWORD_RESET_KEY_URL: link('{token}').default('{public}/password/reset?token={token}'),
  USERNAME_RESET_CONFIRM_URL: link('{uid}', '{token}').default(
    '{public}/username/reset?uid={uid}&token={token}',
  ),
  ACTIVATION_URL: link('{uid}', '{token}').default('{public}/activate?uid={uid}&token={token}'),
  EMAIL_CONFIRM_URL: link('{uid}', '{token}').default('{public}/email/confirm?id={uid}&key={token}'),
  ALARM_URL: link('{uid}', '{token}').default('{public}/not-me?id={uid}&key={token}'),
  RESET_LINK_SECONDS: seconds(3600),
  ACTIVATION_LINK_SECONDS: seconds(86_400),
  ALARM_LINK_SECONDS: seconds(7 * 86_400),
  SEND_ACTIVATION_EMAIL: flag,
  SEND_VERIFICATION_EMAIL: flagOf('true'),
  CONFIRM_EMAIL_CHANGE: flag,
  LENIENT_PASSWORD_DOORS: names('express'),
  PASSWORD_HASH_LINKS: links,
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
  PICTURE_PIXELS: pixels(24_000_000),
  THUMBNAILS: flag,
  EVENT_DAYS: z.coerce.number().int().positive().max(3650).default(90),
  REQUEST_LOG: flagOf('true'),
  SERVER_TIMING: z.enum(['development', 'always', 'never']).default('development'),
})

/** Every variable that is read. */
export const SETTING_NAMES: readonly string[] = Object.keys(Fields.shape)

const Variables = Fields.refine((all) => all.PASSWORD_HASH_LINKS >= LEAST_LINKS || all.ACCEPT_WEAK_HASH, {
  path: ['PASSWORD_HASH_LINKS'],
})

export type Settings = z.infer<typeof Variables>

const read = new WeakMap<object, Settings>()

/** Reads the variables once an isolate. Throws Misconfigured, which names the variable, rather than guess. */
export function readSettings(env: object): Settings {
  const known = read.get(env)
  if (known) return known

  const parsed = Variables.safeParse(env)
  if (!parsed.success) {
    const wrong = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))]
    throw new Misconfigured(`${wrong.join(', ')}: missing or not usable`)
  }
  read.set(env, parsed.data)
  return parsed.data
}
