import type { Context } from 'hono'
import { prefersPage } from '../dialects/client-kind.ts'
import { type AppEnv, say } from '../dialects/dialect.ts'
import { django } from '../dialects/django-voice.ts'

const fallback = django()

/** The answer where no API words it: a page for a browser, JSON for a program. */
export async function sayToAnybody(c: Context<AppEnv>, error: unknown): Promise<Response> {
  const response = prefersPage(c.req.raw) ? await faultPage(c, error) : say(c, fallback, error)
  response.headers.append('Vary', 'Accept')
  return response
}

async function faultPage(c: Context<AppEnv>, error: unknown): Promise<Response> {
  const { sendFault } = await import('../dialects/pages/fault-page.ts')
  return sendFault(c, error)
}
