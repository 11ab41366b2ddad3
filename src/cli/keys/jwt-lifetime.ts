import { Refused } from '../refused.ts'
import { readWorkerConfig } from '../worker-config.ts'

const defaults = {
  JWT_ACCESS_SECONDS: 300,
  JWT_REFRESH_SECONDS: 86_400,
  EXPRESS_ACCESS_SECONDS: 86_400,
  EXPRESS_REFRESH_SECONDS: 864_000,
}

/** Added for clocks that differ, and for a Worker that has not got its new keys yet. */
export const JWT_SPARE_SECONDS = 60

// What the Worker takes at most.
const MAX_SECONDS = 400 * 86_400

const readSeconds = (name: string, value: unknown): number => {
  const seconds = Number(String(value))
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_SECONDS) return seconds
  throw new Refused(`${name} is a whole number of seconds from 1 to ${MAX_SECONDS}, not “${value}”`)
}

/**
 * How long the longest-lived JWT works, in seconds, with each variable as the first source that has it sets it,
 * or else its default. Throws Refused, naming the variable, when one is not a positive whole number.
 */
export const longestJwt = (...sources: Record<string, unknown>[]): number => {
  const known = Object.assign({}, defaults, ...sources.toReversed())
  return Math.max(...Object.keys(defaults).map((name) => readSeconds(name, known[name])))
}

/** The variables of wrangler.toml. Throws Refused when that cannot be read. */
export const readWorkerVars = async (config?: string): Promise<Record<string, unknown>> =>
  (await readWorkerConfig(config)).vars
