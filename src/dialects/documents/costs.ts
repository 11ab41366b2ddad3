import type { CountedRequest } from './budgets.ts'

/* Rows of the table of budgets that several operations have. */

/** Reading as the person who is signed in. */
export const READ: CountedRequest[] = [
  'a read, with any live credential, at any API',
  'a read, with a made-up or badly signed credential',
]

/** What every sign-in with a password has besides its own row. */
const SIGN_IN: CountedRequest[] = [
  'sign-in, wrong password',
  'sign-in, unknown name',
  'right password, but no code',
  'right password, but a wrong code',
]

export const TOKEN_SIGN_IN: CountedRequest[] = [
  'sign-in for a token',
  ...SIGN_IN,
  'sign-in with a code of an app, in any way',
]

export const JWT_SIGN_IN: CountedRequest[] = [
  'sign-in for JWTs',
  'sign-in from a place where the account never was',
  'sign-in for JWTs, where webhooks are on and there is none',
  'sign-in for JWTs that a webhook is told of',
  ...SIGN_IN,
]
