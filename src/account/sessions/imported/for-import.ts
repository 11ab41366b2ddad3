import type { Ports } from '../../../ports/ports.ts'
import type { Session } from '../../../ports/schema.ts'
import { readUnverified } from '../../tokens/hs256.ts'
import { expressSession, oldIdOf } from './express-jwt.ts'
import { newImported } from './new-imported.ts'
import { DEFAULT_SOURCE } from './options.ts'
import { importedSessionId } from './session-id.ts'
import { addToFilter, filterParts, newTokenFilter } from './token-filter.ts'

/*
 * What the import adds for people who are signed in at another system. `ports.imported` has the statements: `add` for a
 * session, `addEnded` for one that had ended there. Tokens are accepted once `writeTokenFilter` has run after them.
 */

/** How long, in milliseconds, imported tokens are accepted if the configuration does not say. */
const DEFAULT_END = 90 * 86_400_000

/** How many tokens are read at a time. */
const AT_ONCE = 5_000

type ImportPorts = Pick<Ports, 'keys' | 'clock' | 'config' | 'settings' | 'clientInfo'>

/**
 * The session of a token of Django REST Framework, not stored yet. It ends when `drfTokens` in gatehouse.config.ts does,
 * or after 90 days. The token is not in it, only a keyed hash. `createdAt`: milliseconds, null if it is not known.
 */
export async function importedTokenSession(
  ports: ImportPorts,
  accountId: string,
  token: string,
  { createdAt = null, source = DEFAULT_SOURCE }: { createdAt?: number | null; source?: string } = {},
): Promise<Session & { tokenHash: string }> {
  const { keys, clock, config } = ports
  const now = clock.now()
  const accepted = config.importedSessions.find((each) => each.hashOf && each.source === source)
  const [kid] = keys.kids()
  const session = newImported(ports, {
    id: await importedSessionId(source, token),
    kind: 'token',
    step: 0,
    from: createdAt ?? now,
    until: accepted?.until ?? now + DEFAULT_END,
    isRefreshed: false,
  })
  return { ...session, accountId, tokenHash: await keys.tag('token', token, kid) }
}

/**
 * The session of the refresh token in the document of an Express user, not stored yet. Undefined if it has expired or
 * is no such token. Its signature is not checked here, but each time that it is used.
 */
export async function importedRefreshSession(
  ports: ImportPorts,
  accountId: string,
  refreshToken: string,
  source = DEFAULT_SOURCE,
): Promise<Session | undefined> {
  const claims = readUnverified(refreshToken)
  const { iat, exp = 0 } = claims
  const oldId = oldIdOf(claims)
  if (oldId === undefined || iat === undefined || exp * 1000 <= ports.clock.now()) return undefined
  const session = newImported(ports, {
    id: await importedSessionId(source, expressSession(oldId, iat)),
    kind: 'express',
    step: 0,
    from: iat * 1000,
    until: exp * 1000,
    isRefreshed: true,
  })
  return { ...session, accountId }
}

/** The id that the session of a refresh token of simplejwt has here, by the token's `jti`: for `addEnded`. */
export const endedSessionId = (jti: string, source = DEFAULT_SOURCE) => importedSessionId(source, jti)

/**
 * Writes the filter of all imported tokens that are stored. To be called at the end of each import: until then, its
 * tokens count as made up. Returns how many tokens there are.
 */
export async function writeTokenFilter({
  imported,
  commit,
}: Pick<Ports, 'imported' | 'commit'>): Promise<number> {
  if (!imported) return 0
  const hashes: string[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows = await imported.tokenHashes(after, AT_ONCE)
    for (const { hash } of rows) if (hash !== null) hashes.push(hash)
    after = rows.length < AT_ONCE ? undefined : rows.at(-1)?.id
  }
  const filter = newTokenFilter(hashes.length)
  for (const hash of hashes) addToFilter(filter, hash)
  await commit(...imported.setFilter(filterParts(filter)))
  return hashes.length
}
