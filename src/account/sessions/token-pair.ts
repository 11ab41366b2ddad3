import { recoverLostAnswer } from '../../ports/lost-answer.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, AccountId, Session } from '../../ports/schema.ts'
import { mayHaveHappened, Unavailable } from '../../ports/unavailable.ts'
import { sessionEndedEmail } from '../emails/emails.ts'
import { publicId } from '../ids.ts'
import type { Me } from '../me.ts'
import { Refusal } from '../refusal.ts'
import { amrOf, levelOf } from '../second-factor/level.ts'
import { type Claims, signJwt, userOf } from '../tokens/jwt.ts'
import { type ReadPorts, readClaims } from './credentials.ts'
import { type EndNamedPorts, type EndSessionPorts, endNamed, endSession, noSession } from './session.ts'

type StepPorts = EndSessionPorts & Pick<Ports, 'accounts' | 'trace'>
type RefreshPorts = ReadPorts & StepPorts

type Read = Awaited<ReturnType<typeof readClaims>>

/** An access token and a refresh token. */
export type TokenPair = { access: string; refresh: string }

/** How long, in milliseconds, a refresh token that was just used up is still answered with the current token pair. */
const GRACE = 10_000
/** `Retry-After` in seconds if it is unknown whether a token was used up. Within the grace period. */
const SOON = 1

/**
 * What differs between the kinds of sessions with JWTs: the settings for how long their tokens live, whether each
 * refresh gives a new refresh token, and the API whose ids their clients know.
 */
const JWT = {
  access: 'JWT_ACCESS_SECONDS',
  refresh: 'JWT_REFRESH_SECONDS',
  alwaysRotates: false,
  idsOf: 'djoser',
} as const
const KINDS = {
  // These two have none, and the same ids.
  token: JWT,
  console: JWT,
  jwt: JWT,
  express: {
    access: 'EXPRESS_ACCESS_SECONDS',
    refresh: 'EXPRESS_REFRESH_SECONDS',
    alwaysRotates: true,
    idsOf: 'express',
  },
} as const satisfies Record<Session['kind'], object>

/** How long tokens of a kind live, in seconds (decision 11). */
export const lifetimesOf = ({ settings }: Pick<Ports, 'settings'>, kind: Session['kind']) => ({
  access: settings[KINDS[kind].access],
  refresh: settings[KINDS[kind].refresh],
})

/** How long a session of JWTs lasts at most, in seconds: longer than a refresh token if they rotate. */
export const sessionSeconds = (ports: Pick<Ports, 'settings'>, kind: Session['kind']): number => {
  const { TOKEN_SECONDS, ROTATE_REFRESH_TOKENS } = ports.settings
  const { refresh } = lifetimesOf(ports, kind)
  return KINDS[kind].alwaysRotates || ROTATE_REFRESH_TOKENS ? Math.max(refresh, TOKEN_SECONDS) : refresh
}

/** The account's id as the clients of these sessions know it. */
export const userOfSession = (
  { config }: Pick<Ports, 'config'>,
  { kind }: Pick<Session, 'kind'>,
  account: Account,
): AccountId => publicId(config.apis[KINDS[kind].idsOf].ids, account)

/**
 * Signs the token pair for the current step of a session, with the account's id as clients know it. Neither token
 * outlives the session.
 */
export async function signTokenPair(
  ports: Pick<Ports, 'settings' | 'keys' | 'random' | 'config'>,
  session: Session,
  user: AccountId,
): Promise<TokenPair> {
  const [access, refresh] = await Promise.all([
    signOf(ports, session, user, { token_type: 'access', from: session.steppedAt }),
    signOf(ports, session, user, { token_type: 'refresh', from: session.steppedAt }),
  ])
  return { access, refresh }
}

function signOf(
  ports: Pick<Ports, 'settings' | 'keys' | 'random' | 'config'>,
  session: Session,
  user: AccountId,
  { token_type, from }: Pick<Claims, 'token_type'> & { from: number },
): Promise<string> {
  const { id, accountId, sessionVersion, step, kind, expiresAt, provedAt, createdAt } = session
  const until = Math.min(from + lifetimesOf(ports, kind)[token_type] * 1000, expiresAt)
  const proof = {
    amr: amrOf(session),
    aal: levelOf(session),
    auth_time: Math.floor((provedAt ?? createdAt) / 1000),
  }
  const claims = { token_type, user, sub: accountId, sid: id, ep: sessionVersion, step, ...proof }
  return signJwt(ports, claims, { from, until })
}

/** A new access token for a refresh token that stays as it is, unless its session's kind always rotates. */
export async function refreshAccess(
  ports: RefreshPorts,
  refresh: string,
): Promise<{ access: string } | TokenPair> {
  const claims = await readClaims(ports, refresh, 'refresh')
  const { session, account } = await findSession(ports, claims)
  if (KINDS[session.kind].alwaysRotates || claims.me) return rotate(ports, claims)
  if (session.step !== claims.step) return answerOldToken(ports, claims)
  const user = userOfSession(ports, session, account)
  return { access: await signOf(ports, session, user, { token_type: 'access', from: ports.clock.now() }) }
}

/**
 * A new token pair for a refresh token, which is used up (decision 12). Of several requests at once, one moves the
 * session to the next step, and all get a token pair for that step. An older token ends the session. One write if it
 * succeeds.
 */
export async function refreshTokenPair(ports: RefreshPorts, refresh: string): Promise<TokenPair> {
  return rotate(ports, await readClaims(ports, refresh, 'refresh'))
}

/**
 * The same for a request with two refresh tokens, the preferred one first. An old token does not count as theft if the
 * other one is current, and an invalid one is ignored.
 */
export async function refreshOneOf(ports: RefreshPorts, first: string, second: string): Promise<TokenPair> {
  const read = (token: string) => readClaims(ports, token, 'refresh').catch(unlessOurs)
  const [one, other] = await Promise.all([read(first), read(second)])
  if (!one || !other) return refreshTokenPair(ports, one ? first : second)
  const isNewer = one.sid === other.sid ? one.step >= other.step : await isCurrent(ports, one)
  return rotate(ports, isNewer ? one : other)
}

function unlessOurs(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error
}

/** Whether a session is still at the step that these claims are from, or has just left it. */
async function isCurrent(ports: Pick<Ports, 'sessions' | 'clock'>, claims: Claims): Promise<boolean> {
  const found = await ports.sessions.findById(claims.sid, ports.clock.now())
  return (
    found !== undefined && (found.session.step === claims.step || isNextStep(ports, found.session, claims))
  )
}

async function rotate(ports: StepPorts, claims: Read): Promise<TokenPair> {
  const { sessions, clock } = ports
  const now = clock.now()
  // A refresh token of simplejwt may be used again, as there. It begins no step, so that ours go on as well.
  if (claims.me && !KINDS[claims.me.session.kind].alwaysRotates)
    return signTokenPair(ports, { ...claims.me.session, steppedAt: now }, userOf(ports, claims))
  const lifetime = (claims.exp - claims.iat) * 1000
  const step = async () => sessions.step(claims.sid, claims.step, now + lifetime, now)
  const stepped = await recoverLostAnswer(step(), async () => {
    const found = await sessions.findById(claims.sid, now)
    return found && isNextStep(ports, found.session, claims) ? found.session : undefined
  }).catch((error) => {
    throw mayHaveHappened(error) ? new Unavailable('D1', SOON) : error
  })
  if (!stepped) return answerOldToken(ports, claims)
  ports.trace.account = stepped.accountId
  // The account is not read here: its id is that of the token before.
  return signTokenPair(ports, stepped, userOf(ports, claims))
}

async function answerOldToken(ports: StepPorts, claims: Claims): Promise<TokenPair> {
  const { session, account } = await findSession(ports, claims)
  if (isNextStep(ports, session, claims))
    return signTokenPair(ports, session, userOfSession(ports, session, account))
  // A token was used twice, so it was probably stolen. Which of the two clients is the thief is unknown.
  if (claims.step < session.step) {
    await endSession(ports, session, 'refresh_reuse', { told: { account, message: sessionEndedEmail } })
  }
  throw new Refusal('jwt_ended')
}

/** Whether the token that these claims are from was the last one that was used up, and just now. */
const isNextStep = ({ clock }: Pick<Ports, 'clock'>, session: Session, { step }: Claims) =>
  session.step === step + 1 && clock.now() - session.steppedAt < GRACE

async function findSession(
  ports: Pick<Ports, 'sessions' | 'clock' | 'trace' | 'accounts'>,
  claims: Read,
): Promise<Me> {
  const { sessions, clock, trace } = ports
  const found = claims.me ?? (await sessions.findById(claims.sid, clock.now()))
  if (found?.account.id !== claims.sub) throw await noSession(ports, claims)
  if (!found.account.isActive) throw new Refusal('jwt_inactive')
  trace.account = found.account.id
  return found
}

/** Ends the session of a refresh token, in one write. */
export async function revokeTokenPair(
  ports: ReadPorts & EndNamedPorts & Pick<Ports, 'accounts'>,
  refresh: string,
): Promise<void> {
  const claims = await readClaims(ports, refresh, 'refresh')
  await endNamed(ports, { id: claims.sid, accountId: claims.sub }, async () => {
    await findSession(ports, claims)
  })
}
