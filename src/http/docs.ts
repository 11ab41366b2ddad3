import { Hono } from 'hono'
import type { House } from '../dialects/dialect.ts'
import { documentOf } from '../dialects/doc.ts'
import { documents } from './doors.ts'
import { sendDocs } from './pages/docs-page.ts'

/** The API documents, made from the shapes that validate, and a page to read and try them on. */
export const docs = new Hono<House>()
  .get('/docs', (c) => sendDocs(c, c.req.query('door')))
  .get('/docs/:document{[a-z]+\\.json}', (c, next) => {
    const name = c.req.param('document').replace('.json', '')
    const document = Object.hasOwn(documents, name) && documents[name]
    return document ? c.json(documentOf(document, c.env.settings.PUBLIC_URL)) : next()
  })
