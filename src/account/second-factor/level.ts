import type { Session } from '../../ports/schema.ts'

/** How an owner proved themselves in a session. A session has some of these words, with blanks between. */
export type Method = 'pwd' | 'email' | 'otp' | 'recovery' | 'trusted' | 'approval'

const SECOND: readonly string[] = ['otp', 'recovery'] satisfies Method[]
/**
 * They stand for a second factor that was used elsewhere, or at another time, and prove nothing here. Neither does the
 * mailbox: whoever reads it must not be able to add a factor.
 */
const INSTEAD: readonly string[] = ['trusted', 'approval', 'email'] satisfies Method[]

const methodsOf = ({ methods }: Pick<Session, 'methods'>) => methods.split(' ')

/** 2 if a second factor was used in the session, otherwise 1. */
export const levelOf = (session: Pick<Session, 'methods'>): 1 | 2 =>
  methodsOf(session).some((method) => SECOND.includes(method)) ? 2 : 1

/** Whether the way in which the session was opened proves that its owner was there. */
export const provesOwner = (session: Pick<Session, 'methods'>): boolean =>
  !methodsOf(session).some((method) => INSTEAD.includes(method))

/** The methods with one more. */
export const withMethod = (session: Pick<Session, 'methods'>, method: Method): string =>
  [...new Set([...methodsOf(session), method])].join(' ')

/** The methods as JWTs name them (RFC 8176). */
export const amrOf = (session: Pick<Session, 'methods'>): string[] => [
  ...methodsOf(session).filter((method) => method === 'pwd' || method === 'otp'),
  ...(levelOf(session) === 2 ? ['mfa'] : []),
]
