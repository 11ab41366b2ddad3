/** What a password may be compared with, by the names of Django's own user. */
export const LIKENESSES = ['username', 'first_name', 'last_name', 'email'] as const

/**
 * A rule for new passwords, as one of Django's four validators has it. `least` is in code points. `most`: from which
 * share of common characters on, of 0.1 to 1, a password is too similar; `to`: to what, in this order.
 */
export type PasswordRule =
  | { rule: 'similar'; most?: number; to?: readonly (typeof LIKENESSES)[number][] }
  | { rule: 'length'; least: number }
  | { rule: 'common' }
  | { rule: 'numeric' }
