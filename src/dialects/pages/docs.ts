import { Hono } from 'hono/tiny'
import type { AppEnv } from '../dialect.ts'
import { readQuery } from '../reading.ts'
import { sendDocs } from './docs-page.ts'
import { indexAnswer } from './index-answer.ts'
import { isDocument } from './titles.ts'

/** The API documents, which the build makes from the schemas, and the page that shows them. */
export const docs = new Hono<AppEnv>()
  .get(
    '/docs',
    (c) =>
      // Older links say `door`.
      indexAnswer(c) ?? sendDocs(c, readQuery(c).api ?? readQuery(c).door),
  )
  .get('/docs/:document{[a-z]+\\.json}', async (c, next) => {
    const name = c.req.param('document').replace('.json', '')
    if (!isDocument(name, c.env.config)) return next()
    const servers = [{ url: c.env.settings.PUBLIC_URL }]
    return c.json({ ...(await c.env.assets.readJson(`/docs/${name}.json`)), servers })
  })
