import { sameBytes, toBase64Url, utf8 } from '../../ports/bytes.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, ApiSessionKind } from '../../ports/schema.ts'
import { Refusal } from '../refusal.ts'
import { commitOpening, type Opened, type Opening, type OpeningPorts, openAs } from './open-session.ts'
import { keyOf, openSealed, sealFor } from './sealed.ts'

/*
 * What the sign-in page hands to a front end: a sealed code in the URL, with which the front end opens a session. It says
 * whose session and of what kind, and opens it once, for the client with the verifier of the challenge (PKCE, RFC
 * 7636): anyone who only reads the URL has nothing.
 */

/** How long a code works, in milliseconds. */
const LIFETIME = 60_000
/** The longest code that is read. */
const LONGEST = 1000
/** What a code is bound to: no other sealed text is one. */
const OWNER = 'hand-over/v1'

/** What a front end asks for: the kind of session, and the SHA-256 of its verifier in base64url. */
export type HandOver = { as: ApiSessionKind; challenge: string }

export type HandOverPorts = OpeningPorts & Pick<Ports, 'accounts' | 'usedOnce'>

type Said = HandOver & {
  id: string
  sub: string
  ep: number
  cv: number
  methods: string
  exp: number
}

/**
 * Finishes a sign-in without a session, and returns the code that opens it. What was shown, such as a code of an app, is
 * used up. One round trip.
 */
export async function handOver(
  ports: HandOverPorts,
  account: Account,
  opening: Opening,
  wanted: HandOver,
): Promise<string> {
  const { keys, random, clock, accounts, usedOnce } = ports
  const { id: sub, sessionVersion: ep, linkVersion: cv } = account
  const id = random.uuid()
  const exp = clock.now() + LIFETIME
  // In place of a session: what follows from the sign-in depends on this row.
  const finished = await keys.tag('hand-over', `finished ${id}`)
  const isIn = usedOnce.isUsed(finished)
  const { statements, jobs } = await opening.after(isIn, null)
  await commitOpening(ports, sub, opening, {
    set: usedOnce.use(finished, exp, accounts.isNow(sub, {}), ...(opening.conditions ?? [])),
    after: statements,
    proof: isIn,
    jobs,
  })
  const said: Said = { ...wanted, id, sub, ep, cv, methods: opening.methods, exp }
  return sealFor(ports, OWNER, said)
}

/**
 * Opens the session of a code: two round trips. Refuses as `sign_in_ended` a code that has ended, was used, or belongs to
 * another verifier, and where the account has a new password since, or was disabled.
 */
export async function exchangeCode(ports: HandOverPorts, code: string, verifier: string): Promise<Opened> {
  const { keys, clock, accounts, usedOnce } = ports
  const said = await openSealed<Said>(ports, OWNER, code, LONGEST)
  const isOwn = said && sameBytes(utf8(await challengeOf(verifier)), utf8(said.challenge))
  const account = isOwn && said.exp > clock.now() ? await accounts.findById(said.sub) : undefined
  const { sessionVersion, linkVersion } = account ?? {}
  if (!said || !account || sessionVersion !== said.ep || linkVersion !== said.cv) throw ended()

  const tag = await keys.tag('hand-over', said.id, keyOf(code))
  return openAs(ports, account, said.as, {
    methods: said.methods,
    conditions: [usedOnce.isUnused(tag)],
    after: async (isIn) => ({ statements: [usedOnce.use(tag, said.exp, isIn)], jobs: [] }),
    refuse: async () => ended(),
  })
}

const ended = () => new Refusal('sign_in_ended')

const challengeOf = async (verifier: string) =>
  toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(verifier))))
