import type { ProfileColumns } from '../../ports/accounts.ts'
import type { Condition } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { type EventPorts, newEvent } from '../events/event.ts'
import type { LinkPorts } from '../one-time-tokens/one-time-link.ts'
import type { Actor } from '../staff/actor.ts'
import { type AddressPorts, noteAddressChange } from './address-proofs.ts'
import { addressChangedEmail, addressPendingEmail, usernameChangedEmail } from './emails.ts'
import { type Notice, newNotice } from './notices.ts'

/** What a change of name or address is recorded and reported with. */
export type NoticePorts = LinkPorts & AddressPorts & EventPorts & Pick<Ports, 'accounts'>

/**
 * The events and notices for a new username or email address. Notices go to the email address before the change. The
 * statements have an effect only in a batch that made the change, and if the condition holds. Dispatch the jobs after
 * it has committed.
 */
export async function changeNoticesOf(
  ports: NoticePorts,
  account: Account,
  columns: ProfileColumns,
  { me, condition }: { me?: Actor | undefined; condition?: Condition | undefined } = {},
) {
  const isNow = ports.accounts.isNow(account.id, columns, condition)
  const notices = await Promise.all(
    noticesOf(account, columns).map((notice) => newNotice(ports, account, isNow, notice)),
  )
  return {
    statements: [
      ...kindsOf(account, columns).map((kind) =>
        newEvent(ports, kind, account.id, { ...(me !== undefined && { me }), condition: isNow }),
      ),
      ...(await historyOf(ports, account, columns, isNow)),
      ...notices.flatMap(({ statements }) => statements),
    ],
    jobs: notices.flatMap(({ jobs }) => jobs),
  }
}

const historyOf = async (ports: AddressPorts, account: Account, columns: ProfileColumns, isNow: Condition) =>
  kindsOf(account, columns).includes('address_changed')
    ? noteAddressChange(ports, account.id, { from: account.email, to: columns.email ?? '' }, isNow)
    : []

/** The events that a change of name or address is recorded as. */
export function kindsOf(account: Account, { usernameKey, emailKey }: ProfileColumns) {
  const kinds: ('username_changed' | 'address_changed')[] = []
  if (usernameKey !== undefined && usernameKey !== account.usernameKey) kinds.push('username_changed')
  if (emailKey !== undefined && emailKey !== account.emailKey) kinds.push('address_changed')
  return kinds
}

const noticesOf = (account: Account, columns: ProfileColumns): Notice[] => [
  ...kindsOf(account, columns).map(
    (kind): Notice =>
      kind === 'username_changed'
        ? { about: 'username', write: usernameChangedEmail(columns.username ?? '') }
        : { about: 'address', write: addressChangedEmail },
  ),
  ...(columns.pendingEmail && columns.pendingEmail !== account.pendingEmail
    ? [{ about: 'address', write: addressPendingEmail } as const]
    : []),
]
