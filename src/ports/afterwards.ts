import { innermost } from './unavailable.ts'

/**
 * What runs after the answer, for the platform to wait for. What fails is logged here, by its innermost fault: the
 * platform would log drizzle's, and all parameters with it.
 */
export const afterwards = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((error) => {
    const { name, message } = innermost(error)
    console.error(JSON.stringify({ event: 'failed after the answer', name, message }))
  })

/** How long, in milliseconds, what comes after the answer lets it go ahead. */
const MOMENT = 1

/** Begins once the answer is on its way, so that how long that takes does not tell whether there is something to do. */
export const openAfterAnswer =
  (later: (work: Promise<unknown>) => void) =>
  (work: () => Promise<unknown>): void =>
    later(scheduler.wait(MOMENT).then(work))
