import { Misconfigured } from '../../../ports/misconfigured.ts'
import { readSettings } from '../../../ports/settings.ts'
import { Refused } from '../../refused.ts'
import { readWorkerConfig, varsInForce } from '../../wrangler/worker-config.ts'

const LIFETIMES = [
  'JWT_ACCESS_SECONDS',
  'JWT_REFRESH_SECONDS',
  'EXPRESS_ACCESS_SECONDS',
  'EXPRESS_REFRESH_SECONDS',
] as const

/** Added for clocks that differ, and for a Worker that does not have its new keys yet. */
export const JWT_SPARE_SECONDS = 60

/**
 * The lifetime in seconds of the longest-lived JWT. The first source that has a variable sets it. Throws Refused, with
 * the name of the variable, when one is not valid.
 */
export const longestJwt = (...sources: Record<string, unknown>[]): number => {
  const vars = Object.assign({}, ...sources.toReversed())
  const lifetimes = Object.fromEntries(
    LIFETIMES.filter((name) => name in vars).map((name) => [name, vars[name]]),
  )
  try {
    const settings = readSettings({ ...lifetimes, PUBLIC_URL: 'http://localhost' })
    return Math.max(...LIFETIMES.map((name) => settings[name]))
  } catch (error) {
    throw error instanceof Misconfigured ? new Refused(error.message) : error
  }
}

/** The variables of wrangler.toml and gatehouse.config.ts. Throws Refused when one of them cannot be read. */
export const readWorkerVars = async (config?: string): Promise<Record<string, unknown>> =>
  varsInForce(await readWorkerConfig(config))
