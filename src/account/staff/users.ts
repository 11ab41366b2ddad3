import type { IdKind } from '../../ports/config.ts'
import type { Only, Order } from '../../ports/narrowed-users.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, AccountId } from '../../ports/schema.ts'
import { ID_FORMS, publicId, readId } from '../ids.ts'
import type { Me } from '../me.ts'
import { byRank, emailKey, emailKeyBeginning, usernameKey, usernameKeys } from '../names/name-keys.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, refuseUnlessStaff } from './actor.ts'

/**
 * `search`: the prefix of a username or email address, or an id. `after`: the last id of the previous page. `only`
 * narrows the list, and a search then is for what the list is ordered by: usernames, or email addresses of those who
 * have one. `oldId`: the id in a system that people were imported from, behind its name, as `site:42`: nothing else
 * counts then.
 */
export type UserQuery = {
  search?: string | undefined
  oldId?: string | undefined
  after?: string | undefined
  limit?: number | undefined
  only?: Only | undefined
  order?: Order | undefined
}

/** One page of accounts. `next` is the `after` of the next one, if there is one. */
export type UserPage = { users: Account[]; next: string | undefined }

/** How no username begins: a code point that is no letter. */
const NOBODY = '\u{10ffff}'

/** How many accounts a page has by default, and at most. */
export const PAGE = { usual: 100, most: 1000 }

/**
 * A page of all accounts, or of those that a search finds. It continues after an id, so that no username or email
 * address appears in our URLs. Ids are of the kind that the API has. Refuses as `not_yours`, or as `invalid` if no
 * account has the id `after` any more.
 */
export async function listUsers(
  ports: Pick<Ports, 'users' | 'accounts' | 'config'>,
  actor: Actor,
  query: UserQuery,
  ids: IdKind = 'uuid',
): Promise<UserPage> {
  refuseUnlessStaff(actor)
  if (query.oldId !== undefined) return { users: await findByOldId(ports, query.oldId), next: undefined }
  return pageOf(ports, query, ids)
}

/** An old id behind the name of its source. */
export const OLD_ID = /^[a-z\d][a-z\d_.-]{0,31}:.{1,254}$/

/** The account of a person who was imported, by an id such as `site:42`. None for a text of another form. */
async function findByOldId({ users }: Pick<Ports, 'users'>, text: string): Promise<Account[]> {
  if (!OLD_ID.test(text)) return []
  const at = text.indexOf(':')
  return users.imported(text.slice(0, at), text.slice(at + 1))
}

async function pageOf(
  { users, accounts, config }: Pick<Ports, 'users' | 'accounts' | 'config'>,
  { search = '', after: sent, limit = PAGE.usual, only, order }: UserQuery,
  ids: IdKind = 'uuid',
): Promise<UserPage> {
  const text = search.trim()
  const after = sent === undefined ? undefined : readId(sent)
  const exact = after === undefined ? idIn(text, ids) : undefined

  const page = { after, limit: limit + 1 }
  if (only !== undefined || order !== undefined) {
    const one = exact && (await accounts.findById(exact))
    if (one) return { users: [one], next: undefined }
    const narrowed = { only, order: order ?? (config.usernames ? 'username' : 'email') }
    const beginning = narrowed.order === 'email' ? emailKeyBeginning(text) : usernameKey(text)
    const { users: found, last } = await users.narrowed({ ...narrowed, beginning }, page)
    const end = found.length > limit ? found[limit - 1]?.id : last
    return { users: found.slice(0, limit), next: end }
  }
  // Where accounts have no usernames, their ids are no words to find them by.
  const name = config.usernames ? usernameKey(text) : NOBODY
  const beginning = { usernameKey: name, emailKey: emailKeyBeginning(text) }
  const found = await (text === ''
    ? users.list(page, config.usernames ? 'uuid' : ids)
    : users.search(beginning, page, exact))
  if (found.length === 0 && after !== undefined && !(await accounts.findById(after)))
    throw Refusal.of('after', 'malformed')
  const last = found.length > limit ? found[limit - 1] : undefined
  return { users: found.slice(0, limit), next: last && String(publicId(ids, last)) }
}

/**
 * A page of all accounts, for staff or where accounts are not hidden; otherwise a list of one's own account. `read`
 * refuses a malformed query.
 */
export async function listAccounts(
  ports: Pick<Ports, 'users' | 'accounts' | 'config'>,
  me: Me,
  read: () => UserQuery,
  ids?: IdKind,
): Promise<UserPage> {
  const seesAll = me.account.isStaff || !ports.config.apis.djoser.settings.HIDE_USERS
  return seesAll ? pageOf(ports, read(), ids) : { users: [me.account], next: undefined }
}

/** A page by numbers: of `count` accounts, from `offset` on. */
export type CountedPage = { count: number; offset: number; limit: number; users: Account[] }

/**
 * The same, with how many accounts there are, by id. `offset`: how many are passed over, or `last` for the last page. Counts
 * every account, and passes over rows one by one, as the original does.
 */
export async function listCounted(
  { users, config }: Pick<Ports, 'users' | 'config'>,
  me: Me,
  { offset, limit }: { offset: number | 'last'; limit: number },
  ids: IdKind,
): Promise<CountedPage> {
  const seesAll = me.account.isStaff || !config.apis.djoser.settings.HIDE_USERS
  if (!seesAll) {
    const own = offset === 'last' ? 0 : offset
    return { count: 1, offset: own, limit, users: [me.account].slice(own) }
  }
  const page = { offset: offset === 'last' ? 0 : offset, limit: Math.min(limit, PAGE.most) }
  const found = { ...page, ...(await users.counted(ids, page)) }
  if (offset !== 'last' || found.count <= page.limit) return found
  const last = { ...page, offset: Math.floor((found.count - 1) / page.limit) * page.limit }
  return { ...last, ...(await users.counted(ids, last)) }
}

/**
 * The account with this id or old id, or else those with this username or email address, in the order of a sign-in.
 * They may be two, because a username may be another account's email address.
 */
export async function findByAny(
  { accounts, users }: Pick<Ports, 'accounts' | 'users'>,
  who: string,
): Promise<Account[]> {
  const exact = [...(await byId({ accounts }, who)), ...(await findByOldId({ users }, who))]
  if (exact.length > 0) return exact
  const named = { usernameKeys: usernameKeys(who), emailKey: emailKey(who) }
  return byRank(await accounts.named(named), named)
}

/** The account of this id. Refuses as `not_yours`, in the same way for every id, or as `not_found`. */
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

async function byId(
  { accounts }: Pick<Ports, 'accounts'>,
  text: string,
  ids: IdKind = 'uuid',
): Promise<Account[]> {
  const id = idIn(text, ids)
  const found = id && (await accounts.findById(id))
  return found ? [found] : []
}

/** The id that a text is; undefined for any other text. */
function idIn(text: string, ids: IdKind): AccountId | undefined {
  const id = text.trim().toLowerCase()
  return ID_FORMS[ids].test(id) ? readId(id) : undefined
}
