import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { AppEnv } from '../dialect.ts'
import { type Html, sendPage } from './layout.ts'
import { outcome } from './link-form.ts'
import { pageEnd } from './return-link.ts'

type Options = {
  status?: ContentfulStatusCode
  headers?: Record<string, string>
  /** Whether the page shows a Turnstile challenge. */
  challenge?: boolean
  /** The origin to which a form of the page leads in the end. */
  leadsTo?: string | undefined
}

/** Sends one of the pages that emails lead to. */
export function sendLinkPage(
  c: Context<AppEnv>,
  title: string,
  content: Html,
  { status = 200, headers = {}, challenge = false, leadsTo }: Options = {},
) {
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  const brand = c.env.settings.SITE_NAME
  const styles = ['/pages/link.css']
  const script = '/pages/link.js'
  return sendPage(
    c,
    { title, brand, kind: 'link', styles, script, challenge, leadsTo, content, end: pageEnd(c) },
    status,
  )
}

/** Sends a page that says how it ended. */
export const sendOutcome = (
  c: Context<AppEnv>,
  shown: Parameters<typeof outcome>[0],
  options: Options = {},
) => sendLinkPage(c, shown.title, outcome(shown), options)
