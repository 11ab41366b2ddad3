import type { ProfileColumns } from '../ports/accounts.ts'
import { Taken } from '../ports/database.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import { confirmPassword } from './password.ts'
import { disposalsOf, type SentPictures, storePictures, withdrawPictures } from './picture.ts'
import { Refusal } from './refusal.ts'
import { accessTokensEnd, type Me } from './session.ts'
import { takenRefusal } from './taken.ts'
import { emailKey, usernameKey } from './words.ts'

/** What may be changed of a profile; what is undefined stays. */
export type ProfileChange = SentPictures & {
  username?: string | undefined
  email?: string | undefined
  firstName?: string | undefined
  lastName?: string | undefined
}

/** Changes what was sent and nothing else, in one write. Refuses as `invalid` (taken) or for a picture. */
export async function changeProfile(ports: Ports, account: Account, change: ProfileChange): Promise<Account> {
  const stored = await storePictures(ports, account, change)
  const columns = { ...columnsOf(change), ...stored }
  if (Object.keys(columns).length === 0) return account

  try {
    const { outbox, accounts, commit, clock } = ports
    const errands = await outbox.pack(...disposalsOf(account, { ...account, ...stored }))
    const [[changed]] = await commit(
      accounts.changeProfile(account.id, columns, clock.now()),
      ...outbox.insert(errands),
    )
    if (!changed) throw new Refusal('token_invalid')
    await outbox.dispatch(errands)
    return changed
  } catch (error) {
    await withdrawPictures(ports, account, stored)
    throw error instanceof Taken ? await takenRefusal(ports, { ...account, ...columns }) : error
  }
}

/** The account of this id, for its owner and for staff; for others there is none. */
export async function findAccount({ accounts }: Ports, me: Me, id: string): Promise<Account> {
  if (id === me.account.id) return me.account
  const found = me.account.isStaff ? await accounts.findById(id) : undefined
  if (!found) throw new Refusal('not_found')
  return found
}

/** One's own account, in a list; everybody's for staff. */
export async function listAccounts({ accounts }: Ports, me: Me): Promise<Account[]> {
  return me.account.isStaff ? accounts.list() : [me.account]
}

/** Refuses, alike, what is somebody else's and what is nobody's (decision 23). */
export function refuseOthers(me: Me, id: string): void {
  if (id !== me.account.id) throw new Refusal('not_yours')
}

/** Deletes an account with its sessions, links and pictures. */
export async function removeAccount(ports: Ports, account: Account): Promise<void> {
  const { accounts, outbox, commit } = ports
  const revocation = { account: account.id, epoch: Number.MAX_SAFE_INTEGER, keep: null }
  const errands = await outbox.pack(
    { kind: 'revocation', revocation, until: accessTokensEnd(ports) },
    ...disposalsOf(account, { avatar: null, cover: null }),
  )
  await commit(accounts.delete(account.id), ...outbox.insert(errands))
  await outbox.dispatch(errands)
}

/** Deletes one's own account, or as staff another's, once one's own password was shown. */
export async function removeAccountWithPassword(
  ports: Ports,
  me: Me,
  id: string,
  password: string,
): Promise<void> {
  if (id !== me.account.id && !me.account.isStaff) throw new Refusal('not_yours')
  await confirmPassword(ports, me.account, password)
  await removeAccount(ports, await findAccount(ports, me, id))
}

function columnsOf({ username, email, firstName, lastName }: ProfileChange): ProfileColumns {
  return {
    ...(username !== undefined && { username, usernameKey: usernameKey(username) }),
    ...(email !== undefined && { email, emailKey: emailKey(email) }),
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
  }
}
