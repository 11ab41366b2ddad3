import { createHash } from 'node:crypto'
import { readUnverified } from '../../../account/tokens/hs256.ts'
import type { OutstandingToken } from '../source.ts'
import { quote, type Stage } from '../stage.ts'
import { readTime } from '../times.ts'
import type { Related } from './related.ts'
import { keyColumn, type Table } from './table.ts'

type Row = {
  jti: string
  token: string
  user_id: string | null
  created_at: string | null
  expires_at: string | null
  is_blacklisted: number
}

/** The claim of `CHECK_REVOKE_TOKEN`, unless `REVOKE_TOKEN_CLAIM` calls it otherwise. */
const REVOKE_CLAIM = 'hash_password'

/** What simplejwt puts into it (`get_md5_hash_password`). */
const revokeClaimOf = (password: string) => createHash('md5').update(password).digest('hex').toUpperCase()

/**
 * What simplejwt has recorded: every outstanding token, and which of them have ended. `users`: the table of the people,
 * whose passwords say which tokens are from before the last new password.
 */
export const jwtsOf = (
  { stage, users }: { stage: Stage; users: Table },
  { outstanding, blacklisted }: Related,
  toId: (stored: string) => string,
  timeZone?: string,
) => {
  if (!outstanding) return { blacklist: () => [], ofOldPasswords: () => [], outstanding: () => [] }
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
    *ofOldPasswords(): Generator<string> {
      const rows = stage.db.prepare(`select o.jti, o.token, u.password from ${quote(outstanding.name)} o
        join ${quote(users.name)} u on u.${quote(keyColumn(users))} = o.user_id order by o.rowid`)
      for (const { jti, token, password } of rows.iterate() as Iterable<Record<string, string | null>>) {
        const claim = readUnverified(token ?? '')[REVOKE_CLAIM]
        if (claim !== undefined && claim !== revokeClaimOf(password ?? '')) yield String(jti)
      }
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
