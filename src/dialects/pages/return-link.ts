import type { Context } from 'hono'
import { html } from 'hono/html'
import type { AppEnv } from '../dialect.ts'
import { readQuery } from '../reading.ts'

/** The address of `?next=`, if the configuration names it in full. Any other is ignored: a page leads nowhere else. */
const nextOf = (c: Context<AppEnv>): string | undefined => {
  const { next } = readQuery(c)
  return c.env.config.brand.returnTo?.find((address) => address === next)
}

/** A path of a page, which keeps where the reader wants to go in the end. */
export const onTheWay = (c: Context<AppEnv>, path: string): string => {
  const next = nextOf(c)
  return next === undefined ? path : `${path}?next=${encodeURIComponent(next)}`
}

/** The end of a page: the way back to the app, and whom to ask. */
export function pageEnd(c: Context<AppEnv>) {
  const { config, settings } = c.env
  const app = nextOf(c) ?? config.brand.app ?? settings.FRONT_END_URL
  const { support } = config.brand
  if (!app && support === undefined) return ''
  return html`<footer>
${app && html`<a href="${app}">Back to the app</a>`}
${support !== undefined && html`<span>Questions? <a href="mailto:${support}">${support}</a></span>`}
</footer>`
}
