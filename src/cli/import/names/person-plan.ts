/** What stands in the way of a username or an address. */
export type ClashKind =
  | 'username_taken'
  | 'username_invalid'
  | 'username_missing'
  | 'username_is_address'
  | 'address_shared'
  | 'address_invalid'

/** A clash and its solution, as a sentence. `oldId`: the other person, if that is somebody of the source. */
export type Clash = { what: ClashKind; solved: string; oldId?: string }

/** The username and the address with which a person is imported, or why that is not possible. */
export type PersonPlan = {
  oldId: string
  /** Valid, and nobody else's. Empty where accounts have no usernames. */
  username: string
  /** Valid and nobody else's, or empty. */
  email: string
  clashes: Clash[]
  /** Why this person cannot be imported. */
  cannot?: string
}

/**
 * A username and an address that an account has already. `oldId`: of the person of this source who was imported as this
 * account, and keeps its username where the one in the source is taken.
 */
export type TakenNames = {
  username: string
  usernameKey: string
  emailKey: string | null
  oldId?: string
  isActive?: boolean
}

export type NameOptions = {
  /** What becomes of a username that is invalid, or that somebody else keeps: it gets a suffix, or the person stays out. */
  usernames?: 'suffix' | 'leave_out'
  /** Who keeps an address of several: the one who has verified it, otherwise the active and oldest; or nobody. */
  addresses?: 'first' | 'nobody'
  /** Whether accounts have usernames (gatehouse.config.ts). */
  hasUsernames?: boolean
  taken?: Iterable<TakenNames> | AsyncIterable<TakenNames>
}
