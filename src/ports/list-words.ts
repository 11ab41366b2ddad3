/* Words that a request at a terminal has as well. They are apart from the tables, which take long to load in Node. */

/** What can be done to many accounts at once, by the names that the console has for it. */
export const BULK_ACTIONS = ['disable', 'enable', 'sign-out', 'send-reset', 'export'] as const

/**
 * Whom a list is narrowed to. `signed_out`: without a session; `never_signed_in`: and no sign-in is known;
 * `old_password`: the password is still that of the system they came from; `second_factor`: with a factor that a sign-in
 * needs.
 */
export const ONLY_THESE = [
  'staff',
  'disabled',
  'active',
  'unverified',
  'signed_out',
  'never_signed_in',
  'old_password',
  'second_factor',
] as const
