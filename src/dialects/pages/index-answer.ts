import type { Context } from 'hono'
import { isOn } from '../../ports/config.ts'
import { prefersPage } from '../client-kind.ts'
import type { AppEnv } from '../dialect.ts'
import { titles } from './titles.ts'

/** What programs get at the addresses of pages: where the documents of the APIs are. Nothing for a browser. */
export function indexAnswer(c: Context<AppEnv>): Response | undefined {
  c.header('Vary', 'Accept')
  if (prefersPage(c.req.raw)) return undefined
  const { settings, config } = c.env
  const at = (path: string) => settings.PUBLIC_URL + path
  return c.json({
    name: settings.SITE_NAME,
    documents: Object.fromEntries(
      Object.keys(titles)
        .filter((name) => isOn(config, name))
        .map((name) => [name, at(`/docs/${name}.json`)]),
    ),
    documentation: at('/docs'),
    health: at('/healthz'),
    readiness: at('/readyz'),
    keys: at('/.well-known/jwks.json'),
  })
}
