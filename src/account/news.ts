import type { ProfileColumns } from '../ports/accounts.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import { addressChangedLetter, usernameChangedLetter } from './letters.ts'

/**
 * What the owner is told of a new name or another address, at the address that was theirs until then. The statements do
 * something only in a batch that has made the change; the errands are to be dispatched once it has.
 */
export async function newsOf(ports: Ports, account: Account, columns: ProfileColumns) {
  const { accounts, outbox, settings } = ports
  const { usernameKey, emailKey } = columns
  const isRenamed = usernameKey !== undefined && usernameKey !== account.usernameKey
  const hasMoved = emailKey !== undefined && emailKey !== account.emailKey
  const errands = await outbox.pack(
    ...(isRenamed ? usernameChangedLetter(settings, account, columns.username ?? '') : []),
    ...(hasMoved ? addressChangedLetter(settings, account) : []),
  )
  return { errands, statements: outbox.insert(errands, accounts.isNow(account.id, columns)) }
}
