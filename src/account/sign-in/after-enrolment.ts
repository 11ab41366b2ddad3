import type { Ports } from '../../ports/ports.ts'
import type { Me } from '../me.ts'
import { Refusal } from '../refusal.ts'
import { levelOf } from '../second-factor/level.ts'
import { type HandOver, type HandOverPorts, handOver } from './hand-over.ts'
import { type Opening, PAGE_SECONDS } from './open-session.ts'
import { keyOf, openSealed, sealFor } from './sealed.ts'

/*
 * The way back to a front end for people who first had to set a second factor up. What the front end asked for waits in
 * their browser, sealed. It works once, in the session of the pages that its sign-in opened, and no other: a session of
 * the pages alone opens no session of an API.
 */

const OWNER = 'after-enrolment/v1'
/** As much as a browser keeps in a cookie. */
const LONGEST = 4_000

/** `sid`: the session of the pages; `asked`: what the page was asked for, as its forms have it. */
type Waiting = { id: string; sid: string; exp: number; asked: Record<string, string> }

/** What waits for the end of an enrolment. */
export const waitForEnrolment = (
  ports: Pick<Ports, 'keys' | 'random' | 'clock'>,
  sessionId: string,
  asked: Record<string, string>,
): Promise<string> => {
  const exp = ports.clock.now() + PAGE_SECONDS * 1000
  return sealFor(ports, OWNER, { id: ports.random.uuid(), sid: sessionId, exp, asked } satisfies Waiting)
}

/** What waits for this session of the pages; undefined if nothing does. */
export async function readWaiting(
  ports: Pick<Ports, 'keys' | 'clock'>,
  { session }: Pick<Me, 'session'>,
  sealed: string,
): Promise<Record<string, string> | undefined> {
  return (await read(ports, session.id, sealed))?.asked
}

const read = async ({ keys, clock }: Pick<Ports, 'keys' | 'clock'>, sessionId: string, sealed: string) => {
  const said = await openSealed<Waiting>({ keys }, OWNER, sealed, LONGEST)
  return said && said.sid === sessionId && said.exp > clock.now() ? said : undefined
}

/**
 * The code for the front end, now that there is a second factor: one round trip. Refuses as `sign_in_ended` what waits for
 * another session, has ended or was used, and a session in which no second factor was shown.
 */
export async function handOverEnrolled(
  ports: HandOverPorts & Pick<Ports, 'sessions'>,
  { account, session }: Me,
  sealed: string,
  wanted: HandOver,
): Promise<string> {
  const { keys, usedOnce, sessions } = ports
  const said = await read(ports, session.id, sealed)
  if (!said || levelOf(session) === 1) throw new Refusal('sign_in_ended')
  const tag = await keys.tag('hand-over', `enrolled ${said.id}`, keyOf(sealed))
  const opening: Opening = {
    methods: session.methods,
    conditions: [sessions.lives(session.id, session.sessionVersion), usedOnce.isUnused(tag)],
    after: async (isIn) => ({ statements: [usedOnce.use(tag, said.exp, isIn)], jobs: [] }),
    refuse: async () => new Refusal('sign_in_ended'),
  }
  return handOver(ports, account, opening, wanted)
}
