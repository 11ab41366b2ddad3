import type { Ports } from '../../ports/ports.ts'
import type { Account, SecondFactor, Session } from '../../ports/schema.ts'
import type { Factor } from '../../ports/second-factors.ts'
import type { Me } from '../me.ts'
import { levelOf } from './level.ts'

/** How long, in milliseconds, an account has from its registration to set a second factor up, where all need one. */
const TO_SET_UP = 7 * 86_400_000

type Policy = Pick<Ports, 'settings'>

/** Whether there are second factors here at all. */
export const isOffered = ({ settings }: Policy) => settings.SECOND_FACTOR !== 'off'

/** Whether people may sign in with an emailed link or code. */
export const isEmailOffered = (ports: Policy) => isOffered(ports) && ports.settings.EMAIL_LOGIN

/** A factor that a sign-in needs; undefined if it needs none. Passkeys are one only while their owner requires it. */
export const requiredFactor = (ports: Policy, factor: Factor | null | undefined): Factor | undefined =>
  isOffered(ports) && factor && factor.requiredSince !== null && (factor.totp !== null || factor.passkeys > 0)
    ? factor
    : undefined

/** Whether the policy demands a factor of the account, now or later. */
export const isDemanded = ({ settings }: Policy, { isStaff }: Pick<Account, 'isStaff'>) =>
  settings.SECOND_FACTOR === 'all' || (settings.SECOND_FACTOR === 'staff' && isStaff)

/** Staff in a session without a second factor are still staff whose account needs one. */
export const staffOr = ({ account, lacksFactor }: Pick<Me, 'account' | 'lacksFactor'>) => ({
  isStaff: account.isStaff || lacksFactor === true,
})

/** From when, in milliseconds, an account cannot sign in without a factor; null if it can. */
export const deadlineOf = ({ settings }: Policy, { createdAt }: Pick<Account, 'createdAt'>): number | null =>
  settings.SECOND_FACTOR === 'all'
    ? Math.max(Date.parse(settings.SECOND_FACTOR_FROM) || 0, createdAt + TO_SET_UP)
    : null

/** Whether a session of staff may do what only staff may. */
export const mayActAsStaff = (ports: Policy, session: Pick<Session, 'methods'>) =>
  !isDemanded(ports, { isStaff: true }) || levelOf(session) === 2

/** Whether a sign-in of the account may be approved by email. */
export const mayApprove = (
  { settings }: Policy,
  { isStaff, email }: Pick<Account, 'isStaff' | 'email'>,
  { emailApproval, emailBarred }: Pick<SecondFactor, 'emailApproval' | 'emailBarred'>,
) => settings.EMAIL_APPROVAL && emailApproval && !emailBarred && !isStaff && email !== ''

/** What the owner has, in the order in which a client should offer it. */
export const methodsOf = (ports: Policy, account: Account, factor: Factor): string[] => [
  ...(factor.totp === null ? [] : ['totp']),
  ...(factor.recovery === '' ? [] : ['recovery']),
  ...(factor.passkeys === 0 ? [] : ['passkey']),
  ...(mayApprove(ports, account, factor) ? ['email'] : []),
]
