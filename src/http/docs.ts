import { Hono } from 'hono'
import type { House } from '../dialects/dialect.ts'
import { documentOf } from '../dialects/doc.ts'
import { documents } from './doors.ts'

/** The API documents, made from the shapes that validate. */
export const docs = new Hono<House>().get('/docs/:document{[a-z]+\\.json}', (c, next) => {
  const document = documents[c.req.param('document').replace('.json', '')]
  return document ? c.json(documentOf(document, c.env.settings.PUBLIC_URL)) : next()
})
