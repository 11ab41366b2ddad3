import type { Clock } from './clock.ts'
import { isPresentedSecret, readPresentedSecret } from './presented-secret.ts'

/** Only where a monitoring system reads metrics. */
export type MaybeMetricsSecret = { METRICS_SECRET?: string }

export const readMetricsSecret = ({ METRICS_SECRET }: MaybeMetricsSecret) =>
  readPresentedSecret('METRICS_SECRET', METRICS_SECRET)

/** How long, in milliseconds, what was read is told again: several servers may scrape one Worker. */
const FRESH = 10_000

const last = new WeakMap<object, { at: number; value: unknown }>()

/** Who may read metrics, and what was read for them in the last seconds. */
export const openMetrics = (env: MaybeMetricsSecret, clock: Clock) => ({
  isOn: Boolean(env.METRICS_SECRET),

  /** Whether it is the secret of the monitoring system. */
  admits: (secret: string): boolean => isPresentedSecret(readMetricsSecret(env), secret),

  /** The same value for ten seconds, in one isolate. */
  async recent<Value>(read: () => Promise<Value>): Promise<Value> {
    const known = last.get(env)
    const now = clock.now()
    if (known && now - known.at < FRESH) return known.value as Value
    const value = await read()
    last.set(env, { at: now, value })
    return value
  },
})
