import type { AfterAnswer } from './afterwards.ts'
import type { Commit } from './database.ts'
import type { EventKind } from './events.ts'
import type { Delivery } from './webhook-delivery.ts'
import { webhookTypeOf } from './webhook-types.ts'

/**
 * Tells webhooks of events. The table of events is what is told from: an event is written with what it tells of, and a
 * webhook remembers the last one that it has messages of. So nothing is lost, and a request writes nothing more for it.
 */
export function openWebhookTelling(delivery: Delivery, afterAnswer: AfterAnswer) {
  let hasNews = false
  let isComing = false

  /** Sends what there is to send until nothing is left or the time is up. Returns how many messages arrived. */
  async function run(): Promise<number> {
    const { openWebhookDelivery } = await import('./webhook-delivery.ts')
    return openWebhookDelivery(delivery).run()
  }

  return {
    run,

    /** Notes that a statement of this request records an event. */
    note(kind: EventKind): void {
      hasNews ||= webhookTypeOf(kind) !== null
    },

    /** Has a run begin after the next commit, although no event is recorded. */
    wake(): void {
      hasNews = true
    },

    /** Commits, and begins a run after the answer if an event may have been recorded. The cron does what that misses. */
    telling:
      (commit: Commit): Commit =>
      async (...statements) => {
        const done = await commit(...statements)
        if (hasNews && !isComing) {
          isComing = true
          afterAnswer(() => {
            isComing = false
            return run()
          })
        }
        return done
      },
  }
}
