import type { ProfileColumns } from '../ports/accounts.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import { addressChangedLetter, addressPendingLetter, usernameChangedLetter } from './letters/letters.ts'
import { newNotice, type WriteNotice } from './notices.ts'

/**
 * What the owner is told of a new name or another address, at the address that was theirs until then. The statements do
 * something only in a batch that has made the change; the errands are to be dispatched once it has.
 */
export async function newsOf(ports: Ports, account: Account, columns: ProfileColumns) {
  const isNow = ports.accounts.isNow(account.id, columns)
  const notices = await Promise.all(
    lettersOf(account, columns).map((write) => newNotice(ports, account, isNow, write)),
  )
  return {
    statements: notices.flatMap(({ statements }) => statements),
    errands: notices.flatMap(({ errands }) => errands),
  }
}

function lettersOf(account: Account, { username, usernameKey, emailKey, pendingEmail }: ProfileColumns) {
  const letters: WriteNotice[] = []
  if (usernameKey !== undefined && usernameKey !== account.usernameKey)
    letters.push(usernameChangedLetter(username ?? ''))
  if (emailKey !== undefined && emailKey !== account.emailKey) letters.push(addressChangedLetter)
  if (pendingEmail && pendingEmail !== account.pendingEmail) letters.push(addressPendingLetter)
  return letters
}
