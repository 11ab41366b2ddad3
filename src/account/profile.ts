import type { ProfileColumns } from '../ports/accounts.ts'
import { Taken } from '../ports/database.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import { confirmPassword } from './password.ts'
import { disposalOf, storePicture } from './picture.ts'
import { Refusal } from './refusal.ts'
import { takenRefusal } from './registration.ts'
import { accessTokensEnd, type Me } from './session.ts'
import { emailKey, usernameKey } from './words.ts'

/** What may be changed of a profile; what is undefined stays. Pictures are bytes. */
export type ProfileChange = {
  username?: string | undefined
  email?: string | undefined
  firstName?: string | undefined
  lastName?: string | undefined
  avatar?: Uint8Array<ArrayBuffer> | undefined
  cover?: Uint8Array<ArrayBuffer> | undefined
}

/** Changes what was sent and nothing else, in one write. Refuses as `invalid` (taken) or for a picture. */
export async function changeProfile(ports: Ports, account: Account, change: ProfileChange): Promise<Account> {
  const { accounts, outbox, commit, clock, later } = ports
  const avatar = change.avatar && (await storePicture(ports, account.id, change.avatar))
  const cover = change.cover && (await storePicture(ports, account.id, change.cover))
  const columns = columnsOf({ ...change, avatar, cover })
  if (Object.keys(columns).length === 0) return account

  const replaced = disposalOf(
    avatar && avatar !== account.avatar && account.avatar,
    cover && cover !== account.cover && account.cover,
  )
  const errands = await outbox.pack(...replaced)
  try {
    const [[changed]] = await commit(
      accounts.changeProfile(account.id, columns, clock.now()),
      ...outbox.insert(errands),
    )
    if (!changed) throw new Refusal('token_invalid')
    later(outbox.run(errands))
    return changed
  } catch (error) {
    const [name, address] = [columns.usernameKey ?? account.usernameKey, columns.emailKey ?? null]
    throw error instanceof Taken
      ? await takenRefusal(ports, { id: account.id, usernameKey: name, emailKey: address })
      : error
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
  const { accounts, outbox, commit, later } = ports
  const revocation = { account: account.id, epoch: Number.MAX_SAFE_INTEGER, keep: null }
  const errands = await outbox.pack(
    { kind: 'revocation', revocation, until: accessTokensEnd(ports) },
    ...disposalOf(account.avatar, account.cover),
  )
  await commit(accounts.delete(account.id), ...outbox.insert(errands))
  later(outbox.run(errands))
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

function columnsOf({ username, email, ...others }: { [Column in keyof ProfileChange]: string | undefined }) {
  const columns: Record<string, unknown> = {
    ...others,
    ...(username !== undefined && { username, usernameKey: usernameKey(username) }),
    ...(email !== undefined && { email, emailKey: emailKey(email) }),
  }
  return Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== undefined),
  ) as ProfileColumns
}
