import { commitNamed } from '../../../ports/database.ts'
import type { ImportedClaims, ImportedPorts } from '../../../ports/imported-sessions.ts'
import type { Account, Session } from '../../../ports/schema.ts'
import { Refusal } from '../../refusal.ts'
import type { TokenType } from '../../tokens/jwt.ts'
import { lifetimesOf, userOfSession } from '../token-pair.ts'
import { newImported } from './new-imported.ts'
import type { System } from './options.ts'
import { importedSessionId } from './session-id.ts'

/** A JWT of another system, whose signature was right. Times are seconds. */
export type OldJwt = {
  type: TokenType
  kind: 'jwt' | 'express'
  /** What tells its session from others there. */
  session: string
  /** The account's id there. */
  oldId: string
  /** The step of a session that it opens. Undefined: only the import adds the session. */
  step: number | undefined
  exp: number
  iat: number
}

/**
 * What a JWT of another system says in our own terms, with its session, which it opens when it is used for the first
 * time. One read, and once a write. Refuses as `jwt_…`.
 */
export async function claimsOf(ports: ImportedPorts, system: System, jwt: OldJwt): Promise<ImportedClaims> {
  const sid = await importedSessionId(system.source, jwt.session)
  const found = await ports.sessions.findById(sid, ports.clock.now())
  const me = found ?? (await open(ports, system, jwt, sid))
  if (!me.account.isActive) throw new Refusal('jwt_inactive')
  return {
    // First: whatever this claim is called, it takes the place of no other one.
    [ports.config.apis.djoser.settings.USER_ID_CLAIM]: userOfSession(ports, me.session, me.account),
    token_type: jwt.type,
    sub: me.account.id,
    sid,
    jti: sid,
    ep: me.session.sessionVersion,
    step: 0,
    exp: jwt.exp,
    // What follows lives as long as ours do, and not as the old one did.
    iat: jwt.exp - lifetimesOf(ports, jwt.kind)[jwt.type],
    me,
  }
}

/** Opens a session in one batch. Of several requests at once, one opens it and all get it. */
async function open(
  ports: ImportedPorts,
  { source, until }: System,
  { type, kind, step, oldId, exp, iat }: OldJwt,
  id: string,
): Promise<{ account: Account; session: Session }> {
  const { commit, imported, clock } = ports
  if (step === undefined || !imported) throw new Refusal('jwt_ended')
  const isRefreshed = type === 'refresh'
  const end = Math.min(exp * 1000, until)
  const session = newImported(ports, { id, kind, step, from: iat * 1000, until: end, isRefreshed })
  const { sessions, accounts } = await commitNamed(commit, imported.open(session, source, oldId))
  const [opened] = sessions
  const [account] = accounts
  if (!account) throw new Refusal('jwt_nobody')
  if (!account.isActive) throw new Refusal('jwt_inactive')
  const isLive =
    opened?.accountId === account.id &&
    opened.sessionVersion === account.sessionVersion &&
    opened.idleExpiresAt > clock.now()
  if (!isLive) throw new Refusal('jwt_ended')
  return { account, session: opened }
}
