import { type EventCount, type Total, valuesOf } from '../../ports/counts.ts'
import { commitNamed } from '../../ports/database.ts'
import { isReady } from '../../ports/is-ready.ts'
import type { Ports } from '../../ports/ports.ts'
import { Refusal } from '../refusal.ts'
import { countNow, type EmailQueue, queueOf } from './overview.ts'

/** What a monitoring system is told. Times in milliseconds, null where there is none yet. */
export type Metrics = {
  isReady: boolean
  totals: Record<Total, number>
  countedAt: number | null
  cronAt: number | null
  emails: EmailQueue
  /** Of all time, by kind. */
  ever: EventCount[]
}

type MetricsPorts = Pick<
  Ports,
  'check' | 'clock' | 'commit' | 'counts' | 'emailQueue' | 'isDevelopment' | 'keys' | 'metrics'
>

/** Refuses who has not the secret of the monitoring system. */
export function refuseOtherMonitors({ metrics }: Pick<Ports, 'metrics'>, secret: string): void {
  if (!metrics.admits(secret)) throw new Refusal('token_invalid')
}

/** The metrics of the last ten seconds, or new ones: two round trips. */
export const readMetrics = (ports: MetricsPorts): Promise<Metrics> =>
  ports.metrics.recent(async () => {
    const { check, commit, counts, emailQueue } = ports
    const readiness = await check()
    if (ports.isDevelopment) await countNow(ports)
    const { totals, progress, cron, ever, waiting, givenUp } = await commitNamed(commit, {
      ...counts.state(),
      ever: counts.ever(),
      ...emailQueue.counts(),
    })
    return {
      isReady: isReady(readiness),
      totals: valuesOf(totals),
      countedAt: counts.countedAt({ totals, progress }),
      cronAt: cron[0]?.last ?? null,
      emails: queueOf(waiting, givenUp),
      ever,
    }
  })
