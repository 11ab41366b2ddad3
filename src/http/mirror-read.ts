import type { Context } from 'hono'
import type { AppEnv } from '../dialects/dialect.ts'
import type { whereOf } from './request-log.ts'

/** The APIs that an old back end has. */
const ORIGINALS: readonly (string | null)[] = ['profile', 'djoser', 'users', 'management', 'express']

/** Has a read of one of the five APIs compared with the old back end, after the response, if it is one of the sample. */
export function mirrorRead(c: Context<AppEnv>, where: ReturnType<typeof whereOf>): void {
  if (c.req.method !== 'GET' || !where || !ORIGINALS.includes(where.api)) return
  const chosen = c.env.mirror.choose()
  if (!chosen) return
  const compared = { request: c.req.raw, answer: c.res.clone(), to: chosen.to, where }
  const work = import('./mirror.ts').then(({ compareAnswers }) => compareAnswers(c.env, compared))
  c.env.later(work.finally(chosen.release))
}
