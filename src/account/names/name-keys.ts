import { asciiDomain } from '../../ports/domain.ts'
import type { Account } from '../../ports/schema.ts'
import type { Named } from '../../ports/throttle.ts'

/* How usernames and email addresses are compared. Every request needs it, so there is no shape here. */

/** Of how many units of UTF-16 a normal form is made. It takes minutes for a megabyte of accents in the wrong order. */
export const LONGEST_NORMALISED = 4096

/** Text in NFKC. What is too long to become a name, an address or a code stays as it is. */
export const normalised = (value: string) =>
  value.length > LONGEST_NORMALISED ? value : value.normalize('NFKC')

const IS_NUMBER = /^[+(]*\d[\d\s()./-]*$/

/**
 * The number of a telephone without what usernames cannot have, so that `+49 (170) 123` is found as it is typed. Other
 * text stays as it is.
 */
export const plainNumber = (text: string): string =>
  IS_NUMBER.test(text) ? text.replaceAll(/[\s()/]+/g, '') : text

/**
 * The username as it is compared: NFKC and full case folding, so that ς is σ, and ß is ss (decision 3); a number of a
 * telephone without blanks.
 */
export function usernameKey(username: string): string {
  const name = username.trim()
  if (name.length > LONGEST_NORMALISED) return name.toLowerCase()
  return [...plainNumber(name.normalize('NFKC'))].map(fold).join('').normalize('NFKC')
}

// Some letters, such as ß, only fold by way of upper case. The dotless i must not: its upper case is another letter's.
// Each letter by itself, because the lower case of a whole text treats a final sigma differently.
const fold = (letter: string) => (letter === 'ı' ? letter : letter.toLowerCase().toUpperCase().toLowerCase())

/**
 * The keys under which a username may be found, in that order. When keys were folded (migration 0009), accounts whose
 * new key was taken kept their old one. New keys are always folded.
 */
export function usernameKeys(username: string): string[] {
  const [before, now] = [normalised(username.trim()).toLowerCase(), usernameKey(username)]
  return before === now ? [now] : [before, now]
}

/** The key for a new username: the account's own, if it is one of the username's keys. */
export const newUsernameKey = ({ usernameKey: own }: { usernameKey: string }, username: string): string =>
  usernameKeys(username).includes(own) ? own : usernameKey(username)

/** The email address as it is compared: in lower case, the domain as ASCII; null for what has no `@` (decision 4). */
export function emailKey(address: string): string | null {
  const trimmed = address.trim()
  const at = trimmed.lastIndexOf('@')
  if (at < 0) return null
  const domain = trimmed.slice(at + 1)
  return `${trimmed.slice(0, at).toLowerCase()}@${asciiDomain(domain) ?? domain.toLowerCase()}`
}

/** The prefix of the key of an address that begins so. A domain in another script can only be compared as a whole. */
export function emailKeyBeginning(text: string): string {
  const isWhole = text.includes('@') && /[^\0-\x7f]/.test(text.slice(text.lastIndexOf('@')))
  return (isWhole && emailKey(text)) || text.trim().toLowerCase()
}

/**
 * Orders accounts that were found by a username or an email address: first the one with that address verified, then the
 * one with that username, last the one with that address unverified, so that an unverified address never takes
 * precedence over a username.
 */
export function byRank(found: Account[], { usernameKeys = [], emailKey }: Named): Account[] {
  const rank = (account: Account) => {
    if (emailKey != null && account.emailKey === emailKey && account.emailVerifiedAt !== null) return -1
    const at = usernameKeys.indexOf(account.usernameKey)
    return at < 0 ? usernameKeys.length : at
  }
  return found.toSorted((one, other) => rank(one) - rank(other))
}
