import { sameBytes, toBase64Url, utf8 } from '../../ports/bytes.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { readAndAdmit, takeBackUnused } from '../limits/login-throttle.ts'
import type { Me } from '../me.ts'
import { mayActAsStaff } from '../second-factor/policy.ts'
import { newSession } from './session.ts'

/*
 * Sessions of the console (decision 67). They are rows beside all others, so they are listed and ended as those are;
 * their tokens are hashed with a key of their own, so no API takes one, and the console takes none of an API.
 */

/** How long a session of the console lives, and how long without use, in seconds. */
export const CONSOLE_SECONDS = { lifetime: 8 * 3600, idle: 30 * 60 }

/** How often, in milliseconds, its use is written at most. */
const SEEN_EVERY = 60_000
const TOKEN_BYTES = 32
const TOKEN = /^([\w-]{1,32})\.[\w-]{43}$/

/** A session of the console, not stored yet, and its token: the ID of a master key and 256 random bits. */
export async function newConsoleSession(
  ports: Pick<Ports, 'keys' | 'random' | 'clock' | 'clientInfo'>,
  account: Pick<Account, 'id' | 'sessionVersion'>,
) {
  const { keys, random } = ports
  const [kid = ''] = keys.kids()
  const token = `${kid}.${toBase64Url(random.bytes(TOKEN_BYTES))}`
  const session = newSession(ports, account, 'console', CONSOLE_SECONDS)
  return { token, session: { ...session, tokenHash: await keys.tag('console', token, kid) } }
}

type FindPorts = Pick<
  Ports,
  'settings' | 'keys' | 'sessions' | 'clock' | 'clientInfo' | 'commit' | 'later' | 'trace' | 'throttle'
>

/** Whose session this is, if it lives and they still are staff. One read, or none for a made-up token. Use prolongs it. */
export const findConsoleSession = (ports: FindPorts, token: string): Promise<Me | undefined> =>
  find(ports, token, (tokenHash) => ports.sessions.findByToken(tokenHash, ports.clock.now()))

/**
 * The same for a form with the password of the account: the try is counted in the same round trip (decision 74). It has to
 * be taken back if the password is not looked at (`takeBackUnused`).
 */
export const findConsoleSessionToConfirm = (ports: FindPorts, token: string): Promise<Me | undefined> =>
  find(ports, token, (tokenHash) => readAndAdmit(ports, { tokenHash }))

async function find(
  ports: FindPorts,
  token: string,
  read: (tokenHash: string) => Promise<Me | undefined>,
): Promise<Me | undefined> {
  const { keys, sessions, clock, commit, later, trace } = ports
  const [, kid] = TOKEN.exec(token) ?? []
  const hash = kid && (await keys.tag('console', token, kid))
  const me = hash ? await read(hash) : undefined
  if (!me?.account.isActive || !me.account.isStaff || !mayActAsStaff(ports, me.session)) {
    if (me) takeBackUnused(ports, me)
    return undefined
  }
  const now = clock.now()
  trace.account = me.account.id
  const { id, lastSeenAt, expiresAt } = me.session
  const slid = Math.min(now + CONSOLE_SECONDS.idle * 1000, expiresAt)
  if (now - lastSeenAt >= SEEN_EVERY) later(commit(sessions.seen(id, slid, now)))
  return me
}

/** What the forms of a session carry, so that no other site can send one. */
export const formTokenOf = ({ keys }: Pick<Ports, 'keys'>, { session }: Me): Promise<string> =>
  keys.tag('form', session.id)

/** Whether a form is of this session. A form from before a new master key is, too. */
export async function isOfSession(
  { keys }: Pick<Ports, 'keys'>,
  { session }: Me,
  sent: string,
): Promise<boolean> {
  const tags = await keys.tags('form', session.id)
  return tags.some((tag) => sameBytes(utf8(tag), utf8(sent)))
}
