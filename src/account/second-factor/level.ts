import type { Session } from '../../ports/schema.ts'

/** How an owner proved themselves in a session. A session has some of these words, with blanks between. */
export type Method = 'pwd' | 'email' | 'otp' | 'recovery' | 'passkey' | 'trusted' | 'approval'

const SECOND: readonly string[] = ['otp', 'recovery', 'passkey'] satisfies Method[]
/**
 * They stand for a second factor that was used elsewhere, or at another time, and prove nothing here. Neither does the
 * mailbox: anyone who reads it must not be able to add a factor.
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

/** The words of RFC 8176: a passkey is the possession of a key, and its owner was verified. */
const AMR: Partial<Record<string, string[]>> = { pwd: ['pwd'], otp: ['otp'], passkey: ['pop', 'user'] }

/** The methods as JWTs name them. */
export const amrOf = (session: Pick<Session, 'methods'>): string[] => [
  ...methodsOf(session).flatMap((method) => AMR[method] ?? []),
  ...(levelOf(session) === 2 ? ['mfa'] : []),
]
