import type { Context } from 'hono'
import { type CountedPage, listCounted } from '../account/staff/users.ts'
import type { IdKind, Paging } from '../ports/config.ts'
import type { Account } from '../ports/schema.ts'
import type { AppEnv } from './dialect.ts'

/*
 * Lists in pages as DRF has them: PageNumberPagination and LimitOffsetPagination, with `count`, `next`, `previous` and
 * `results`.
 */

type Listed = { pages: Paging; ids: IdKind; path: string; present: (account: Account) => unknown }

/** A page of the list of accounts, in DRF's envelope. A page that is not there is 404. */
export async function answerPage(c: Context<AppEnv>, { pages, ids, path, present }: Listed) {
  const sent = c.req.query()
  const wanted = pages.by === 'page' ? numberedPage(sent.page, pages.size) : offsetPage(sent, pages.size)
  const page = wanted && (await listCounted(c.env, c.var.me, wanted, ids))
  // The first page may be empty, a later one may not.
  const isMissing = !page || (pages.by === 'page' && page.users.length === 0 && page.offset > 0)
  if (isMissing) return c.json({ detail: 'Invalid page.' }, 404)
  const links = pages.by === 'page' ? numberedLinks(page) : offsetLinks(page)
  return c.json({
    count: page.count,
    next: linkTo(path, sent, links.next),
    previous: linkTo(path, sent, links.previous),
    results: page.users.map(present),
  })
}

type Query = Record<string, string>
/** Parameters that change. Null: it is left out. */
type Changed = Record<string, number | null>

const DIGITS = /^\d{1,9}$/

function numberedPage(sent: string | undefined, size: number) {
  if (sent === 'last') return { offset: 'last', limit: size } as const
  const number = sent === undefined ? 1 : DIGITS.test(sent) ? Number(sent) : 0
  return number > 0 ? { offset: (number - 1) * size, limit: size } : undefined
}

/** What cannot be read counts as not sent. */
function offsetPage({ limit, offset }: Query, size: number) {
  const number = (text = '') => (DIGITS.test(text) ? Number(text) : 0)
  return { offset: number(offset), limit: number(limit) || size }
}

function numberedLinks({ count, offset, limit }: CountedPage) {
  const page = offset / limit + 1
  return {
    next: offset + limit < count ? { page: page + 1 } : undefined,
    // DRF leaves the number of the first page out.
    previous: page > 1 ? { page: page > 2 ? page - 1 : null } : undefined,
  }
}

function offsetLinks({ count, offset, limit }: CountedPage) {
  return {
    next: offset + limit < count ? { limit, offset: offset + limit } : undefined,
    previous: offset > 0 ? { limit, offset: offset > limit ? offset - limit : null } : undefined,
  }
}

/** The same query with other numbers, its names in order. */
function linkTo(url: string, sent: Query, changed: Changed | undefined): string | null {
  if (!changed) return null
  const entries = Object.entries({ ...sent, ...changed }).filter(([, value]) => value !== null)
  const query = new URLSearchParams(entries.map(([name, value]): [string, string] => [name, String(value)]))
  query.sort()
  return entries.length > 0 ? `${url}?${query}` : url
}
