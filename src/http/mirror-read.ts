import type { Context } from 'hono'
import type { AppEnv } from '../dialects/dialect.ts'
import type { whereOf } from './request-log.ts'

/** The APIs that an old back end has. */
const ORIGINALS: readonly (string | null)[] = ['profile', 'djoser', 'users', 'management', 'express']

/** Has a read of one of the five APIs compared with the old back end, after the response, if it is one of the sample. */
export function mirrorRead(c: Context<AppEnv>, findRoute: () => ReturnType<typeof whereOf>): void {
  const chosen = c.req.method === 'GET' ? c.env.mirror.choose() : undefined
  if (!chosen) return
  // The route is looked up for the sample alone, and not for every request.
  const where = findRoute()
  if (!where || !ORIGINALS.includes(where.api)) {
    chosen.release()
    return
  }
  const compared = { request: c.req.raw, answer: c.res.clone(), to: chosen.to, where }
  const work = import('./mirror.ts').then(({ compareAnswers }) => compareAnswers(c.env, compared))
  c.env.later(work.finally(chosen.release))
}
