import { toHex } from '../ports/bytes.ts'
import type { Config, IdKind } from '../ports/config.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account, AccountId } from '../ports/schema.ts'

/*
 * The ids of accounts as clients know them. Inside, an account has a UUID; a back end that is replaced may have given
 * whole numbers or ObjectIds, which its clients keep (decision 2).
 */

/** The id of an account, in the form in which it is stored. */
const ACCOUNT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const UUID = ACCOUNT_ID.source.slice(1, -1)

/** What an id looks like at an API with this kind of ids. The UUID is an id everywhere: older links have it. */
export const ID_FORMS: Record<IdKind, RegExp> = {
  uuid: ACCOUNT_ID,
  integer: new RegExp(`^(?:[0-9]{1,15}|${UUID})$`),
  objectid: new RegExp(`^(?:[0-9A-Fa-f]{24}|${UUID})$`),
}

const LONGEST_NUMBER = 15

/** An id from the text of a client, which has one of the forms above. */
export const readId = (text: string): AccountId =>
  text.length > LONGEST_NUMBER ? text.toLowerCase() : Number(text)

/** The id of an account at an API with this kind of ids. The UUID, for as long as the account has no such id. */
export const publicId = (
  kind: IdKind,
  { id, number, objectId }: Pick<Account, 'id' | 'number' | 'objectId'>,
): AccountId => (kind === 'integer' ? number : kind === 'objectid' ? objectId : null) ?? id

/** Whether an id is this account's, in whatever form. */
export const isIdOf = ({ id, number, objectId }: Account, other: AccountId): boolean =>
  [id, number, objectId].includes(other)

/** Whether accounts get ids of this kind: an API has them. */
export const givesIds = ({ apis }: Config, kind: IdKind): boolean =>
  Object.values(apis).some((api) => 'ids' in api && api.ids === kind)

/** The ObjectId of an account, or null where no API has them: four bytes of seconds and eight random ones. */
export function newObjectId(
  { config, random }: Pick<Ports, 'config' | 'random'>,
  createdAt: number,
): string | null {
  if (!givesIds(config, 'objectid')) return null
  const seconds = Math.floor(createdAt / 1000).toString(16)
  return seconds.padStart(8, '0') + toHex(random.bytes(8))
}
