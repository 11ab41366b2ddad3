import type { OutstandingToken } from '../source.ts'
import { quote, type Stage } from '../stage.ts'
import { readTime } from '../times.ts'
import type { Related } from './related.ts'

type Row = {
  jti: string
  token: string
  user_id: string | null
  created_at: string | null
  expires_at: string | null
  is_blacklisted: number
}

/** What simplejwt has recorded: every outstanding token, and which of them are blacklisted. */
export const jwtsOf = (
  stage: Stage,
  { outstanding, blacklisted }: Related,
  toId: (stored: string) => string,
  timeZone?: string,
) => {
  if (!outstanding) return { blacklist: () => [], outstanding: () => [] }
  if (blacklisted) stage.index(blacklisted.name, 'token_id')
  const isBlacklisted = blacklisted
    ? `exists (select 1 from ${quote(blacklisted.name)} b where b.token_id = o.id)`
    : '0'
  const from = `from ${quote(outstanding.name)} o`
  return {
    *blacklist(): Generator<string> {
      const rows = stage.db.prepare(`select o.jti ${from} where ${isBlacklisted} order by o.rowid`)
      for (const row of rows.iterate()) yield String(row.jti)
    },
    *outstanding(): Generator<OutstandingToken> {
      const columns = 'o.jti, o.token, o.user_id, o.created_at, o.expires_at'
      const rows = stage.db.prepare(
        `select ${columns}, ${isBlacklisted} as is_blacklisted ${from} order by o.rowid`,
      )
      for (const row of rows.iterate() as Iterable<Row>) {
        yield {
          jti: row.jti,
          oldId: row.user_id === null ? null : toId(row.user_id),
          token: row.token,
          createdAt: readTime(row.created_at, timeZone) ?? null,
          expiresAt: readTime(row.expires_at, timeZone) ?? null,
          isBlacklisted: row.is_blacklisted === 1,
        }
      }
    },
  }
}
