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
