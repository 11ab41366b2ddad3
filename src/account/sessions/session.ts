import { toHex } from '../../ports/bytes.ts'
import type { EventKind } from '../../ports/events.ts'
import type { Job } from '../../ports/outbox.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, Session } from '../../ports/schema.ts'
import type { NamedSession } from '../../ports/sessions.ts'
import { newNotice } from '../emails/notices.ts'
import { type EventPorts, newEvent } from '../events/event.ts'
import type { Me } from '../me.ts'
import type { EmailTemplate, LinkPorts } from '../one-time-tokens/one-time-link.ts'
import { Refusal } from '../refusal.ts'
import { mayActAsStaff } from '../second-factor/policy.ts'
import { type Actor, mayAct } from '../staff/actor.ts'
import { type Claims, isJwt } from '../tokens/jwt.ts'
import { isOpaqueToken, makeOpaqueToken, opaqueTokenHash, PAGE } from '../tokens/opaque-token.ts'
import { tokensEnd } from '../tokens/revocation-lifetime.ts'
import { type ReadPorts, readClaims, readTokenHash } from './credentials.ts'

/** What a session is ended with by its name, in one write. */
export type EndNamedPorts = EventPorts &
  Pick<Ports, 'sessions' | 'outbox' | 'change' | 'rowExists' | 'settings' | 'trace'>

/** What a session is ended with, and its owner told. */
export type EndSessionPorts = EventPorts & LinkPorts & Pick<Ports, 'sessions' | 'change' | 'rowExists'>

/** How often, in milliseconds, `lastSeenAt` is written at most. */
const SEEN_EVERY = 5 * 60_000

/**
 * The account and session of a credential, whose kind is known by its shape (decision 6). One read, or none for a
 * credential that was not issued here. Refuses as `token_…` or `jwt_…`.
 */
export const authenticate = (ports: EnterPorts, credential: string): Promise<Me> => {
  const { sessions, clock } = ports
  return enter(ports, credential, (named) =>
    'tokenHash' in named
      ? sessions.findByToken(named.tokenHash, clock.now())
      : sessions.findById(named.id, clock.now()),
  )
}

/** Reads a session with its account, or undefined if it has ended. */
type ReadSession = (named: NamedSession) => Promise<Me | undefined>

/** What a credential is checked with. */
export type EnterPorts = ReadPorts & Pick<Ports, 'trace' | 'later' | 'accounts'>

/** The same as `authenticate`, with a read of one's own. */
export async function enter(ports: EnterPorts, credential: string, read: ReadSession): Promise<Me> {
  const me = isJwt(credential) ? await byJwt(ports, credential, read) : await byToken(ports, credential, read)
  ports.trace.account = me.account.id
  noteSeen(ports, me.session)
  return asPermitted(ports, me)
}

/** Where the policy asks for a second factor, staff without one are like everybody else. */
const asPermitted = (ports: Pick<Ports, 'settings'>, me: Me): Me =>
  me.account.isStaff && !mayActAsStaff(ports, me.session)
    ? { ...me, account: { ...me.account, isStaff: false }, lacksFactor: true }
    : me

/** The same for a session of the pages. No API reads it. Undefined if it has ended. */
export async function authenticatePage(
  ports: Pick<Ports, 'keys' | 'sessions' | 'clock' | 'settings' | 'trace'>,
  token: string,
): Promise<Me | undefined> {
  const hash = isOpaqueToken(token) ? await opaqueTokenHash(ports, token, PAGE) : undefined
  const me = hash === undefined ? undefined : await ports.sessions.findByToken(hash, ports.clock.now())
  if (!me?.account.isActive) return undefined
  ports.trace.account = me.account.id
  return asPermitted(ports, me)
}

async function byToken(ports: ReadPorts, token: string, read: ReadSession): Promise<Me> {
  const me = await read({ tokenHash: await hashOf(ports, token) })
  if (!me) throw new Refusal('token_invalid')
  if (!me.account.isActive) throw new Refusal('token_inactive')
  return me
}

/** The hash of a token in D1. Refuses a token that was not issued here. */
async function hashOf(ports: ReadPorts, token: string): Promise<string> {
  const hash = await readTokenHash(ports, token)
  if (hash === undefined) throw new Refusal('token_invalid')
  return hash
}

async function byJwt(
  ports: ReadPorts & Pick<Ports, 'accounts'>,
  token: string,
  read: ReadSession,
): Promise<Me> {
  const claims = await readClaims(ports, token, 'access')
  const me = claims.me ?? (await read({ id: claims.sid, accountId: claims.sub }))
  if (me?.account.id !== claims.sub) throw await noSession(ports, claims)
  if (!me.account.isActive) throw new Refusal('jwt_inactive')
  return me
}

/** Why a JWT that we signed has no session. Only here the account is read, so a live session costs no extra read. */
export async function noSession(
  { accounts }: Pick<Ports, 'accounts'>,
  { sub }: Pick<Claims, 'sub'>,
): Promise<Refusal> {
  return new Refusal((await accounts.findById(sub)) ? 'jwt_ended' : 'jwt_nobody')
}

/** Use extends a token session. A JWT session is extended by refreshing. */
function noteSeen(
  {
    sessions,
    settings,
    clock,
    commit,
    later,
  }: Pick<Ports, 'sessions' | 'settings' | 'clock' | 'commit' | 'later'>,
  session: Session,
): void {
  const now = clock.now()
  if (now - session.lastSeenAt < SEEN_EVERY) return
  const slid = Math.min(now + settings.TOKEN_IDLE_SECONDS * 1000, session.expiresAt)
  later(commit(sessions.seen(session.id, session.kind === 'token' ? slid : session.idleExpiresAt, now)))
}

/** A token and the session that it opens, not stored yet. */
export async function newTokenSession(
  ports: Pick<Ports, 'settings' | 'keys' | 'random' | 'clock' | 'clientInfo'>,
  account: Pick<Account, 'id' | 'sessionVersion'>,
) {
  const { settings } = ports
  const { token, hash } = await makeOpaqueToken(ports)
  const session = newSession(ports, account, 'token', {
    lifetime: settings.TOKEN_SECONDS,
    idle: settings.TOKEN_IDLE_SECONDS,
  })
  return { token, session: { ...session, tokenHash: hash } }
}

/**
 * A version 7 UUID (RFC 9562): 48 bits of milliseconds and 74 random ones. Rows of new sessions stand side by side in D1's
 * pages (decision 79). The ids of accounts are random, because the work for an unknown name is drawn by them (decision 56).
 */
export function newSessionId({ clock, random }: Pick<Ports, 'clock' | 'random'>): string {
  const time = clock.now().toString(16).padStart(12, '0')
  const bytes = random.bytes(10)
  bytes[0] = 0x70 | ((bytes[0] ?? 0) & 0x0f)
  bytes[2] = 0x80 | ((bytes[2] ?? 0) & 0x3f)
  return (time + toHex(bytes)).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** A session of a kind, not stored yet. `lifetime` and `idle` are seconds. */
export function newSession(
  { clock, random, clientInfo }: Pick<Ports, 'clock' | 'random' | 'clientInfo'>,
  account: Pick<Account, 'id' | 'sessionVersion'>,
  kind: Session['kind'],
  { lifetime, idle }: { lifetime: number; idle: number },
): Session {
  const now = clock.now()
  return {
    id: newSessionId({ clock, random }),
    accountId: account.id,
    kind,
    tokenHash: null,
    sessionVersion: account.sessionVersion,
    step: 0,
    steppedAt: now,
    createdAt: now,
    lastSeenAt: now,
    idleExpiresAt: now + Math.min(idle, lifetime) * 1000,
    expiresAt: now + lifetime * 1000,
    userAgent: clientInfo.userAgent,
    location: clientInfo.location,
    methods: 'pwd',
    provedAt: null,
  }
}

/**
 * Ends the session of a credential, and no other, from the next request on (decision 13). One write, without a read
 * before it. Refuses as `authenticate` does.
 */
export async function logOut(
  ports: ReadPorts & EndNamedPorts & Pick<Ports, 'later' | 'accounts'>,
  credential: string,
): Promise<void> {
  const refuse = async () => void (await authenticate(ports, credential))
  if (isJwt(credential)) {
    const { sid, sub } = await readClaims(ports, credential, 'access')
    return endNamed(ports, { id: sid, accountId: sub }, refuse)
  }
  return endNamed(ports, { tokenHash: await hashOf(ports, credential) }, refuse)
}

/** Ends a live session by its name, in one write. `refuse` throws the refusal if there is none. */
export async function endNamed(
  ports: EndNamedPorts,
  named: NamedSession,
  refuse: () => Promise<void>,
): Promise<void> {
  const { sessions, events, outbox, change, rowExists, clock, clientInfo, trace } = ports
  const now = clock.now()
  const jobs = await outbox.prepare(...('id' in named ? [revocationOf(named, tokensEnd(ports))] : []))
  const isLive = sessions.isLive(named, now)
  const ended = await change({
    before: [events.insertSignOut(named, { ...clientInfo, at: now }), ...outbox.insert(jobs, isLive)],
    set: sessions.end(named, now),
    // Another request may have ended it. What follows from that is in the outbox, where the cron finds it.
    proof: async () => ((await rowExists(isLive)) ? undefined : [{ accountId: undefined }]),
  })
  const [session] = ended
  if (!session) {
    await refuse()
    throw new Refusal('token_invalid')
  }
  if (session.accountId !== undefined) trace.account = session.accountId
  outbox.dispatch(jobs)
}

/** The account to notify of the end of a session, and the email. */
type Told = { account: Account; message: EmailTemplate }

/** `told`: whom an email tells. `by`: the member of staff who ends it, while they may (G10). */
type EndOptions = { told?: Told; by?: Actor }

/**
 * Ends a session, and revokes its JWTs in KV for checks without D1. Of several requests at once, one ends it, and only
 * that one records the event and sends the email. False if another request ended it, or the actor may not any more.
 */
export async function endSession(
  ports: EndSessionPorts,
  session: Session,
  event: EventKind,
  { told, by }: EndOptions = {},
): Promise<boolean> {
  const { sessions, outbox, change, rowExists } = ports
  const { kind, expiresAt } = session
  // Opaque tokens and cookies of the console are only ever checked with D1.
  const revocations = await outbox.prepare(
    ...(kind === 'jwt' || kind === 'express'
      ? [revocationOf(session, Math.min(tokensEnd(ports), expiresAt))]
      : []),
  )
  const may = by === undefined ? undefined : mayAct(ports, by)
  const isThere = sessions.isThere(session.id, may)
  const notice =
    told && (await newNotice(ports, told.account, isThere, { about: 'session', write: told.message }))
  const jobs = [...revocations, ...(notice?.jobs ?? [])]
  const noted = newEvent(ports, event, session.accountId, {
    ...(by !== undefined && { me: by }),
    sessionId: session.id,
    condition: isThere,
  })
  const ended = await change({
    before: [noted, ...outbox.insert(revocations, isThere), ...(notice?.statements ?? [])],
    set: sessions.delete(session.id, may),
    // Another request may have ended it. What follows from that is in the outbox, where the cron finds it.
    proof: async () => ((await rowExists(isThere)) ? undefined : []),
  })
  if (ended.length > 0) outbox.dispatch(jobs)
  return ended.length > 0
}

const revocationOf = ({ id, accountId }: Pick<Session, 'id' | 'accountId'>, until: number): Job => ({
  kind: 'revocation',
  revocation: { session: id, account: accountId },
  until,
})
