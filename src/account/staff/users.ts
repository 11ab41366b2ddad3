import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import type { Me } from '../me.ts'
import { byRank } from '../names/by-rank.ts'
import { Refusal } from '../refusal.ts'
import { ACCOUNT_ID, emailKey, emailKeyBeginning, usernameKey, usernameKeys } from '../words.ts'
import { type Actor, refuseUnlessStaff } from './actor.ts'

/** What is asked for: how a name or an address begins, or an id; the id that a page ended with; how many a page has. */
export type UserQuery = {
  search?: string | undefined
  after?: string | undefined
  limit?: number | undefined
}

/** One page of people. `next` is the `after` of the next one, if there is one. */
export type UserPage = { users: Account[]; next: string | undefined }

/** How many people a page has unless it is told, and at most. */
export const PAGE = { usual: 100, most: 1000 }

/**
 * A page of everybody, or of whom a search finds. It goes on after an id, so that no name and no address stands in an
 * address of ours. Refuses as `not_yours`, or as `invalid` when nobody has the id any more that the page is to go on after.
 */
export async function listUsers(
  { users, accounts }: Pick<Ports, 'users' | 'accounts'>,
  actor: Actor,
  { search = '', after, limit = PAGE.usual }: UserQuery,
): Promise<UserPage> {
  refuseUnlessStaff(actor)
  const text = search.trim()
  const [exact] = after === undefined ? await byId({ accounts }, text) : []
  if (exact) return { users: [exact], next: undefined }

  const page = { after, limit: limit + 1 }
  const beginning = { usernameKey: usernameKey(text), emailKey: emailKeyBeginning(text) }
  const found = await (text === '' ? users.list(page) : users.search(beginning, page))
  if (found.length === 0 && after !== undefined && !(await accounts.findById(after)))
    throw Refusal.of('after', 'malformed')
  return { users: found.slice(0, limit), next: found.length > limit ? found[limit - 1]?.id : undefined }
}

/** One's own account, in a list, whatever is asked for; for staff a page of everybody's. `read` refuses what is malformed. */
export async function listAccounts(ports: Ports, me: Me, read: () => UserQuery): Promise<UserPage> {
  return me.account.isStaff ? listUsers(ports, me, read()) : { users: [me.account], next: undefined }
}

/**
 * Whoever has this id, or else this name or this address: nobody, somebody, or two whom an id has to tell apart, as a name
 * may be somebody else's address; in the order of a sign-in.
 */
export async function findByAny({ accounts }: Pick<Ports, 'accounts'>, who: string): Promise<Account[]> {
  const exact = await byId({ accounts }, who)
  if (exact.length > 0) return exact
  const named = { usernameKeys: usernameKeys(who), emailKey: emailKey(who) }
  return byRank(await accounts.named(named), named)
}

/** The account of this id. Refuses as `not_yours`, alike for every id, or as `not_found`. */
export async function findUser(
  { accounts }: Pick<Ports, 'accounts'>,
  actor: Actor,
  id: string,
): Promise<Account> {
  refuseUnlessStaff(actor)
  const found = await accounts.findById(id)
  if (!found) throw new Refusal('not_found')
  return found
}

async function byId({ accounts }: Pick<Ports, 'accounts'>, text: string): Promise<Account[]> {
  const id = text.trim().toLowerCase()
  const found = ACCOUNT_ID.test(id) && (await accounts.findById(id))
  return found ? [found] : []
}
