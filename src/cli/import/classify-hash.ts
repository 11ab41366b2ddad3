import { hashParts } from './hash-parts.ts'

/**
 * `here`: Gatehouse can verify it. `callback`: only the old system can, or a reset by email replaces it. `asked`: the
 * old system is going to. `unusable`: there is no password. `unknown`: it is no hash of a known form, or a broken one.
 */
export type HashVerdict = 'here' | 'callback' | 'asked' | 'unusable' | 'unknown'

export type HashClass = {
  /** The name that Django gives it, or `bcrypt` and `argon2id` as others write them. */
  algorithm: string
  /** What its cost is made of, such as `iterations`, or `n`, `r` and `p`. */
  parameters: Record<string, number>
  verdict: HashVerdict
  /** A sentence for the report: why, and what to do. Holds nothing of the hash. */
  why: string
}

/** Above these costs a Worker would take too long, or has not enough memory. */
const HASH_LIMITS = {
  pbkdf2Iterations: 2_000_000,
  bcryptCost: 14,
  /** N times r times p. */
  scryptCost: 2 ** 20,
  argon2KiB: 64 * 1_024,
}

export const WAYS =
  'Set oldLogin in gatehouse.config.ts, so that the old login is asked once, or let these people reset it by email'

const here = 'It is verified here at the first sign-in, and then replaced'

const tooCostly = (what: string, limit: string) => `${what} is more than ${limit}. ${WAYS}`

const number = (value: number) => value.toLocaleString('en')

type Judgement = { verdict: HashVerdict; why: string }

const good: Judgement = { verdict: 'here', why: here }

const atMost = (value: number, limit: number, unit: string): Judgement =>
  value <= limit ? good : { verdict: 'callback', why: tooCostly(`${number(value)} ${unit}`, number(limit)) }

const callback = (why: string): Judgement => ({ verdict: 'callback', why: `${why}. ${WAYS}` })

const JUDGES: Record<string, (parameters: Record<string, number>) => Judgement> = {
  pbkdf2: ({ iterations = 0 }) => atMost(iterations, HASH_LIMITS.pbkdf2Iterations, 'iterations'),
  bcrypt: ({ cost = 0 }) => atMost(cost, HASH_LIMITS.bcryptCost, 'as the cost of bcrypt'),
  scrypt: ({ n = 0, r = 0, p = 0 }) => atMost(n * r * p, HASH_LIMITS.scryptCost, 'as N·r·p of scrypt'),
  argon2: ({ m = 0 }) => atMost(m, HASH_LIMITS.argon2KiB, 'KiB of memory for argon2'),
  digest: () => ({ ...good, why: `${here}. Until then it is kept inside a slow hash, for it is weak` }),
  crypt: () => callback("Unix' crypt is not verified here"),
  argon2d: () => callback('argon2d is not verified here'),
  'argon2 16': () => callback('Version 16 of argon2 is not verified here'),
}

const UNUSABLE: Judgement = {
  verdict: 'unusable',
  why: 'There is no password: these people signed in another way. A reset by email gives them one',
}

const UNKNOWN: Judgement = {
  verdict: 'unknown',
  why: `It is no hash of a known form, or a broken one. ${WAYS}`,
}

/** Says of a stored hash what it is, and whether it can be verified here. */
export const classifyHash = (password: string): HashClass => {
  if (password === '' || password.startsWith('!')) {
    return { algorithm: password === '' ? 'none' : 'unusable', parameters: {}, ...UNUSABLE }
  }
  const parts = hashParts(password)
  if (!parts) return { algorithm: 'unknown', parameters: {}, ...UNKNOWN }
  const { algorithm, family, parameters } = parts
  return { algorithm, parameters, ...(JUDGES[family]?.(parameters) ?? UNKNOWN) }
}
