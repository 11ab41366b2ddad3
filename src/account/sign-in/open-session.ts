import type { Change } from '../../ports/change.ts'
import type { Config } from '../../ports/config.ts'
import type { Condition, Statement } from '../../ports/database.ts'
import type { PreparedJob } from '../../ports/outbox.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, ApiSessionKind, Session } from '../../ports/schema.ts'
import { newEvent } from '../events/event.ts'
import { Refusal } from '../refusal.ts'
import { newConsoleSession } from '../sessions/console-session.ts'
import { newSession, newTokenSession } from '../sessions/session.ts'
import {
  lifetimesOf,
  sessionSeconds,
  signTokenPair,
  type TokenPair,
  userOfSession,
} from '../sessions/token-pair.ts'
import { makeOpaqueToken, PAGE } from '../tokens/opaque-token.ts'

/**
 * How a session is opened: the words for its methods, what is stored before it, what has to be true besides, what follows
 * from it, and the refusal if it was not opened. `sessionId` is null where the session is opened by a later request.
 */
export type Opening = {
  methods: string
  before?: Statement[]
  conditions?: Condition[]
  after: (
    isIn: Condition,
    sessionId: string | null,
  ) => Promise<{ statements: Statement[]; jobs: PreparedJob[] }>
  refuse?: () => Promise<Refusal>
}

/** A session with the credential that belongs to it. */
export type Opened = { account: Account; session: Session } & ({ token: string } | { tokenPair: TokenPair })

/** What a session is opened with. */
export type OpeningPorts = Pick<
  Ports,
  | 'accounts'
  | 'change'
  | 'clientInfo'
  | 'clock'
  | 'config'
  | 'events'
  | 'keys'
  | 'outbox'
  | 'random'
  | 'sessions'
  | 'settings'
  | 'trace'
>

/** Opens a session for an opaque token: one round trip. */
export async function openForToken(ports: OpeningPorts, account: Account, opening: Opening) {
  const { token, session: opened } = await newTokenSession(ports, account)
  const session = { ...opened, methods: opening.methods }
  await openSession(ports, session, opening)
  return { token, account, session }
}

/** How long, in seconds, a session of the pages lasts. */
export const PAGE_SECONDS = 30 * 60

/** Opens a session that only the pages read: one round trip. */
export async function openForPage(ports: OpeningPorts, account: Account, opening: Opening) {
  const { token, hash } = await makeOpaqueToken(ports, PAGE)
  const session = {
    ...newSession(ports, account, 'token', { lifetime: PAGE_SECONDS, idle: PAGE_SECONDS }),
    tokenHash: hash,
    methods: opening.methods,
  }
  await openSession(ports, session, opening)
  return { token, account, session }
}

/** Opens a session of the console: one round trip. */
export async function openForConsole(ports: OpeningPorts, account: Account, opening: Opening) {
  const { token, session: opened } = await newConsoleSession(ports, account)
  const session = { ...opened, methods: opening.methods }
  await openSession(ports, session, opening)
  return { token, account, session }
}

/** Opens a session for JWTs: one round trip. */
export async function openForTokenPair(
  ports: OpeningPorts,
  account: Account,
  kind: 'jwt' | 'express',
  opening: Opening,
) {
  const { refresh } = lifetimesOf(ports, kind)
  const { methods } = opening
  const session = {
    ...newSession(ports, account, kind, { lifetime: sessionSeconds(ports, kind), idle: refresh }),
    methods,
  }
  const tokenPair: TokenPair = await signTokenPair(ports, session, userOfSession(ports, session, account))
  await openSession(ports, session, opening)
  return { tokenPair, account, session }
}

/** Opens a session of a kind. */
export const openAs = (
  ports: OpeningPorts,
  account: Account,
  kind: ApiSessionKind,
  opening: Opening,
): Promise<Opened> =>
  kind === 'token' ? openForToken(ports, account, opening) : openForTokenPair(ports, account, kind, opening)

/** djoser always notes a sign-in for a token, and simplejwt one for JWTs only where it is set. */
const notesLogin = ({ apis, fields }: Config, { kind }: Session): boolean =>
  apis.djoser.settings.UPDATE_LAST_LOGIN ||
  (kind === 'token' && Object.values(fields).some(({ attribute }) => attribute === 'last_login'))

/** The account may have been deleted, or got a new session version, since its password was read. */
async function openSession(ports: OpeningPorts, session: Session, opening: Opening): Promise<void> {
  const { sessions, accounts, config } = ports
  const { id, accountId, createdAt } = session
  const isIn = sessions.isThere(id)
  const { statements, jobs } = await opening.after(isIn, id)
  await commitOpening(ports, accountId, opening, {
    set: sessions.insert(session, ...(opening.conditions ?? [])),
    after: [
      newEvent(ports, 'sign_in', accountId, { sessionId: id, condition: isIn }),
      ...statements,
      ...(notesLogin(config, session) ? [accounts.noteLogin(accountId, createdAt, isIn)] : []),
    ],
    proof: isIn,
    jobs,
  })
}

/** Commits what an opening leads to. Refuses as the opening does, if `set` added nothing. */
export async function commitOpening<Row>(
  { change, outbox, trace }: Pick<Ports, 'change' | 'outbox' | 'trace'>,
  accountId: string,
  { before = [], refuse }: Opening,
  {
    jobs,
    ...changes
  }: Pick<Change<Row, unknown>, 'set' | 'after'> & { proof: Condition; jobs: PreparedJob[] },
): Promise<void> {
  const made = await change({ before, ...changes })
  if (made.length === 0) throw refuse ? await refuse() : new Refusal('wrong_credentials')
  trace.account = accountId
  outbox.dispatch(jobs)
}
