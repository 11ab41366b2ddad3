import type { ProfileColumns } from '../../ports/accounts.ts'
import { type Condition, Taken } from '../../ports/database.ts'
import type { Shown } from '../../ports/pictures.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, AccountId, FieldValues } from '../../ports/schema.ts'
import { changeNoticesOf, kindsOf, type NoticePorts } from '../emails/change-notices.ts'
import { accountDeletedEmail, activationEmail, verificationEmail } from '../emails/emails.ts'
import { isLanguage } from '../emails/language.ts'
import { type EventPorts, newEvent } from '../events/event.ts'
import { isIdOf } from '../ids.ts'
import { deleteTries } from '../limits/login-throttle.ts'
import type { Me } from '../me.ts'
import { emailKey, newUsernameKey } from '../names/name-keys.ts'
import { usernameOf } from '../names/shown-name.ts'
import { countNaming, type NamingPorts, refuseHeldName, takenRefusal } from '../names/taken.ts'
import { type EmailPorts, type LinkPorts, NO_EMAIL, newLink } from '../one-time-tokens/one-time-link.ts'
import { type ConfirmPorts, confirmPassword } from '../passwords/change-password.ts'
import { type SentPictures, settlePictures, storePictures, withdrawPictures } from '../pictures/picture.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, mayChange, refuseLate, refuseOneself, refuseUnlessStaff } from '../staff/actor.ts'
import { findUser } from '../staff/users.ts'
import { tokensEnd } from '../tokens/revocation-lifetime.ts'

type ChangePorts = NoticePorts &
  NamingPorts &
  Pick<Ports, 'change' | 'fieldStore' | 'later' | 'pictures' | 'sessions' | 'webhooks'>
type RemovePorts = EventPorts &
  EmailPorts &
  Pick<Ports, 'accounts' | 'change' | 'later' | 'outbox' | 'pictures' | 'sessions' | 'throttle'>

/** What may be changed of a profile. Undefined fields stay as they are. */
export type ProfileChange = SentPictures & {
  username?: string | undefined
  email?: string | undefined
  firstName?: string | undefined
  lastName?: string | undefined
  /** That of the emails. Null: what the client of a request prefers. */
  language?: string | null | undefined
  /** User fields by name. Others stay as they are. */
  fields?: FieldValues | undefined
}

/** Changes one's own profile, in one write. Refuses as `invalid` (taken), `too_many`, or for a picture. */
export async function changeProfile(ports: ChangePorts, me: Me, change: ProfileChange): Promise<Account> {
  await countNaming(ports, me, me.account, change)
  const columns = await columnsOf(ports, me.account, change)
  return applyChange(ports, me, me.account, { sent: change, columns })
}

/**
 * The same, also for staff, where accounts have to be activated: a new address has to be verified, as in djoser, before
 * the next sign-in. Refuses a new address for another member of staff as `staff_account`: with it and a reset of the
 * password, a session of one would be enough to get a second account of staff, which takes a password (`promote`).
 */
export async function changeProfileForActivation(
  ports: ChangePorts,
  actor: Actor,
  account: Account,
  change: ProfileChange,
): Promise<Account> {
  const isOther = actor !== null && actor.account.id !== account.id
  if (isOther && account.isStaff && change.email !== undefined && change.email !== account.email)
    throw new Refusal('staff_account')
  await countNaming(ports, actor, account, change)
  const columns = await columnsOf(ports, account, change)
  // An activation link would let a disabled account in.
  const isOpen = account.isActive || account.awaitsActivation
  const closes = ports.settings.SEND_ACTIVATION_EMAIL && movesTo(account, columns) !== undefined && isOpen
  return applyChange(ports, actor, account, {
    sent: change,
    columns: closes ? { ...columns, isActive: false, awaitsActivation: true } : columns,
  })
}

async function applyChange(
  ports: ChangePorts,
  me: Actor,
  account: Account,
  { sent, columns }: { sent: SentPictures; columns: ProfileColumns },
): Promise<Account> {
  const { accounts, pictures, outbox, change, clock, later } = ports
  const stored = await storePictures(ports, account, sent)
  const replaced = Object.keys(stored) as Shown[]
  if (Object.keys(columns).length === 0 && replaced.length === 0) return account

  try {
    // An account must not be closed without the email that activates it again.
    const isSame = columns.awaitsActivation ? [accounts.isUnmoved(account)] : []
    const conditions = [mayChange(ports, me, account.id), ...isSame]
    const now = clock.now()
    const all = { ...columns, ...stored }
    const notices = await changeNoticesOf(ports, account, columns, { me })
    const proof = await proofOf(ports, account, columns)
    const [changed] = await change({
      before: [
        ...(replaced.length > 0 ? [pictures.discard(account.id, replaced, conditions)] : []),
        ...noteChange(ports, me, account, { ...columns, ...stored }),
      ],
      set: accounts.changeProfile(account.id, all, now, conditions),
      after: [
        ...(ports.fieldStore?.follow(account.id, columns.fields) ?? []),
        ...notices.statements,
        ...proof.statements,
        ...settlePictures(ports, account.id, stored),
      ],
      proof: () => accounts.findChanged(account.id, all, now),
    })
    if (!changed) return await refuseLate(ports, me, account.id)
    if (replaced.length > 0) later(pictures.deleteDiscarded())
    outbox.dispatch([...notices.jobs, ...proof.jobs])
    return changed
  } catch (error) {
    // After any other error the change may have been made, and a picture that is shown must exist.
    if (error instanceof Taken || error instanceof Refusal) await withdrawPictures(ports, stored)
    throw error instanceof Taken
      ? await takenRefusal(ports, error, { ...account, fields: undefined, ...columns })
      : error
  }
}

/**
 * What staff change of another account is recorded, also where an owner's own change is not. With webhooks that is, too,
 * because they are told from what is recorded.
 */
const noteChange = (
  ports: EventPorts & Pick<Ports, 'sessions' | 'webhooks'>,
  me: Actor,
  account: Account,
  columns: ProfileColumns,
) =>
  (me?.account.id === account.id && !ports.webhooks) || kindsOf(account, columns).length > 0
    ? []
    : [recordedChange(ports, me, account.id)]

function recordedChange(ports: EventPorts & Pick<Ports, 'sessions'>, me: Actor, id: string) {
  const may = mayChange(ports, me, id)
  return newEvent(ports, 'profile_changed', id, { me, ...(may && { condition: may }) })
}

/** The email to a new address that asks to verify it. */
export async function proofOf(
  ports: LinkPorts & Pick<Ports, 'accounts'>,
  account: Account,
  columns: ProfileColumns,
  only?: Condition,
) {
  const condition = ports.accounts.isNow(account.id, columns, only)
  const moved = movesTo(account, columns)
  const { pendingEmail, awaitsActivation } = columns
  if (moved !== undefined && (awaitsActivation || ports.settings.SEND_VERIFICATION_EMAIL)) {
    const linkVersion = account.linkVersion + 1
    const person = { ...account, email: moved, emailVerifiedAt: null, linkVersion }
    return awaitsActivation
      ? newLink(ports, 'activation', person, { write: activationEmail, condition })
      : newLink(ports, 'email', person, { write: verificationEmail, condition })
  }
  if (!pendingEmail) return NO_EMAIL
  return newLink(
    ports,
    'email',
    { ...account, email: pendingEmail, emailVerifiedAt: null },
    { write: verificationEmail, condition },
  )
}

/** The new address, if the change replaces the old one at once. */
const movesTo = (account: Account, { email, emailKey }: ProfileColumns): string | undefined =>
  emailKey && emailKey !== account.emailKey ? email : undefined

/**
 * The account of this id, for its owner and for staff. Refuses others as `not_found`, or as `not_yours` where accounts
 * are not hidden: in the same way whether there is one or not.
 */
export async function findAccount(
  { accounts, config }: Pick<Ports, 'accounts' | 'config'>,
  me: Me,
  id: AccountId,
): Promise<Account> {
  if (isIdOf(me.account, id)) return me.account
  if (!config.apis.djoser.settings.HIDE_USERS) refuseUnlessStaff(me)
  const found = me.account.isStaff ? await accounts.findById(id) : undefined
  if (!found) throw new Refusal('not_found')
  return found
}

/** Refuses every id but one's own, in the same way whether the account exists or not (decision 23). */
export function refuseOthers(me: Me, id: AccountId): void {
  if (!isIdOf(me.account, id)) throw new Refusal('not_yours')
}

/**
 * Deletes one's own account with its sessions, links and pictures, and notifies the owner if the email address is
 * verified.
 */
export async function removeAccount(ports: RemovePorts, me: Me): Promise<void> {
  await remove(ports, me, me.account)
}

async function remove(ports: RemovePorts, me: Actor, account: Account): Promise<void> {
  const { accounts, pictures, outbox, change, later } = ports
  const revocation = { account: account.id, sessionVersion: Number.MAX_SAFE_INTEGER, keep: null }
  const jobs = await outbox.prepare(
    { kind: 'revocation', revocation, until: tokensEnd(ports) },
    ...(account.emailVerifiedAt === null
      ? []
      : [{ kind: 'email', message: accountDeletedEmail(ports, account) } as const]),
  )
  const isAllowed = mayChange(ports, me, account.id)
  const isThere = accounts.isNow(account.id, {}, isAllowed)
  const removed = await change({
    before: [
      newEvent(ports, 'account_deleted', account.id, { me, condition: isThere }),
      pictures.discard(account.id, ['avatar', 'cover'], [isAllowed]),
      ...outbox.insert(jobs, isThere),
      deleteTries(ports, account.id, isAllowed),
    ],
    set: accounts.delete(account.id, isAllowed),
    proof: accounts.isGone(account.id),
  })
  if (removed.length === 0) return refuseLate(ports, me, account.id)
  later(pictures.deleteDiscarded())
  outbox.dispatch(jobs)
}

/** Deletes somebody's account, as an operator at a terminal. */
export const removeAsOperator = (ports: RemovePorts, account: Account): Promise<void> =>
  remove(ports, null, account)

/** Refuses a user who may not delete this account. */
export function refuseRemoval(me: Me, id: AccountId): void {
  if (!isIdOf(me.account, id)) refuseUnlessStaff(me)
}

/** Deletes another's account, as staff and with one's own password. Refuses as `not_yours`, `own_account` or `not_found`. */
export async function removeUser(
  ports: RemovePorts & ConfirmPorts,
  me: Me,
  id: string,
  password: string,
): Promise<void> {
  refuseUnlessStaff(me)
  refuseOneself(me, id)
  await confirmPassword(ports, me, password)
  await remove(ports, me, await findUser(ports, me, id))
}

/** Deletes one's own account, or as staff another's, with one's own password. */
export async function removeAccountWithPassword(
  ports: RemovePorts & ConfirmPorts,
  me: Me,
  id: AccountId,
  password: string,
): Promise<void> {
  refuseRemoval(me, id)
  await confirmPassword(ports, me, password)
  await remove(ports, me, await findAccount(ports, me, id))
}

export async function columnsOf(
  ports: Pick<Ports, 'accounts' | 'settings' | 'config' | 'fieldStore'>,
  account: Account,
  { username, email, firstName, lastName, language, fields }: ProfileChange,
): Promise<ProfileColumns> {
  if (language && !isLanguage(ports, language)) throw Refusal.of('language', 'malformed')
  return {
    ...(username !== undefined &&
      ports.config.usernames &&
      (await nameColumns(ports, { ...account, fields: fields ?? {} }, username))),
    ...(email !== undefined && (await addressColumns(ports, account, email))),
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
    ...(language !== undefined && { language }),
    ...(fields && { fields }),
  }
}

async function nameColumns(
  ports: Pick<Ports, 'accounts' | 'fieldStore'>,
  account: Account,
  username: string,
): Promise<ProfileColumns> {
  await refuseHeldName(ports, { ...account, username })
  return { username, usernameKey: newUsernameKey(account, username) }
}

/**
 * A new address is not verified. If verification has to come first, it is stored as pending beside the old one. Refuses
 * none as `invalid` (blank) for an account that has nothing else to sign in with.
 */
async function addressColumns(
  { accounts, settings }: Pick<Ports, 'accounts' | 'settings'>,
  account: Account,
  email: string,
): Promise<ProfileColumns> {
  const key = emailKey(email)
  if (key === null && usernameOf(account) === '') throw Refusal.of('email', 'blank')
  if (key === account.emailKey) return { email, emailKey: key, pendingEmail: null }
  if (key === null || !settings.CONFIRM_EMAIL_CHANGE)
    return { email, emailKey: key, emailVerifiedAt: null, pendingEmail: null }

  const taken = await accounts.findTaken(account.usernameKey, key, account.id)
  if (taken.email) throw Refusal.of('email', 'taken')
  return { pendingEmail: email }
}
