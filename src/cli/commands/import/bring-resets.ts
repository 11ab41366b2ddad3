import { emailKey } from '../../../account/names/name-keys.ts'
import type { Statement } from '../../../ports/database.ts'
import type { OldPerson } from '../../import/source.ts'
import type { ImportContext } from './import-context.ts'

const HOUR = 3_600_000
/** How many tokens are written in one round trip. */
const AT_ONCE = 100
/** Anybody may try tokens, so a short one, or one of a few digits, would be guessed. */
const IS_LONG_ENOUGH = /^(?!\d{0,19}$).{10,}$/s

type Live = { oldId: string; key: string; expiresAt: number; email: string; isProved: boolean }

/**
 * Brings the tokens in emails of django-rest-passwordreset that still work there, and takes those away that were used
 * there since an earlier run.
 */
export type BringResets = {
  /** Notes the tokens of these people. Those that have expired, and of people who are disabled, are left out. */
  note: (people: OldPerson[]) => void
  /** Writes what was noted. Returns how many tokens are accepted. */
  finish: () => Promise<number>
}

/** `hours`: how long a token works there. */
export const openBringResets = (
  { ports, imported, commit, name }: Pick<ImportContext, 'ports' | 'imported' | 'commit' | 'name'>,
  hours: number,
): BringResets => {
  const live: Live[] = []

  const statementsFor = async (tokens: Live[], hashes: string[]): Promise<Statement[]> => {
    const known = await imported.find(
      name,
      tokens.map(({ oldId }) => oldId),
    )
    const accounts = new Map(known.map(({ oldId, account }) => [oldId, account?.id]))
    const statements: Statement[] = []
    for (const { oldId, key, expiresAt, email, isProved } of tokens) {
      const accountId = accounts.get(oldId)
      if (accountId === undefined) continue
      const tokenHash = await ports.keys.tag('link', key)
      const addressHash = await ports.keys.tag('address', emailKey(email) ?? '')
      hashes.push(tokenHash)
      statements.push(imported.addResetToken({ tokenHash, accountId, expiresAt, addressHash, isProved }))
    }
    return statements
  }

  return {
    note: (people) => {
      const now = ports.clock.now()
      for (const { oldId, resetTokens, isActive, email, emailVerified = false } of people) {
        for (const { key, createdAt } of isActive ? resetTokens : []) {
          const expiresAt = Math.min(createdAt ?? 0, now) + hours * HOUR
          if (expiresAt <= now || !IS_LONG_ENOUGH.test(key)) continue
          live.push({ oldId, key, expiresAt, email, isProved: emailVerified })
        }
      }
    },

    finish: async () => {
      const hashes: string[] = []
      for (let at = 0; at < live.length; at += AT_ONCE) {
        const [first, ...rest] = await statementsFor(live.slice(at, at + AT_ONCE), hashes)
        if (first) await commit<Statement, Statement[]>(first, ...rest)
      }
      await commit<Statement, Statement[]>(imported.deleteResetTokens(name, hashes))
      return imported.countResetTokens(name)
    },
  }
}
