import { type EventCount, type Total, valuesOf } from '../../ports/counts.ts'
import { commitNamed } from '../../ports/database.ts'
import { type HashTime, hashTimeOf } from '../../ports/hash-times.ts'
import { isReady } from '../../ports/is-ready.ts'
import type { Ports } from '../../ports/ports.ts'
import { Refusal } from '../refusal.ts'
import { countNow, type EmailQueue, queueOf } from './overview.ts'

/** What a monitoring system is told. Times in milliseconds, null where there is none yet. */
export type Metrics = {
  isReady: boolean
  totals: Record<Total, number> | null
  countedAt: number | null
  cronAt: number | null
  hash: HashTime | undefined
  emails: EmailQueue
  /** Of all time, by kind. */
  ever: EventCount[]
}

type MetricsPorts = Parameters<typeof countNow>[0] &
  Pick<Ports, 'check' | 'commit' | 'emailQueue' | 'hashTimes' | 'isDevelopment' | 'metrics' | 'settings'>

/** Refuses who has not the secret of the monitoring system. */
export function refuseOtherMonitors({ metrics }: Pick<Ports, 'metrics'>, secret: string): void {
  if (!metrics.admits(secret)) throw new Refusal('token_invalid')
}

/** The metrics of the last ten seconds, or new ones: two round trips. */
export const readMetrics = (ports: MetricsPorts): Promise<Metrics> =>
  ports.metrics.recent(async () => {
    const { check, clock, commit, counts, emailQueue, hashTimes, settings } = ports
    const readiness = await check()
    if (ports.isDevelopment) await countNow(ports)
    const { totals, progress, cron, ever, hashes, waiting, givenUp } = await commitNamed(commit, {
      ...counts.state(),
      ever: counts.ever(),
      hashes: hashTimes.list(clock.now(), settings.PASSWORD_HASH_LINKS),
      ...emailQueue.counts(),
    })
    const countedAt = counts.countedAt({ totals, progress })
    return {
      isReady: isReady(readiness),
      totals: countedAt === null ? null : valuesOf(totals),
      countedAt,
      cronAt: cron[0]?.last ?? null,
      hash: hashTimeOf(hashes),
      emails: queueOf(waiting, givenUp),
      ever,
    }
  })
