/** The groups of operations, in the order in which a document lists them, and what each is about. */
export const tags = {
  'Sign-up': 'Make an account, and activate it by an emailed link.',
  'Sign-in': 'Get a credential, renew it, and give it back. Every API takes the credentials of every other.',
  'Your account': 'Read, change and delete the account that is signed in.',
  Password: 'Change a password, or set a new one by an emailed link or key.',
  'Name to sign in with': 'Change what an account signs in with, or set a new one by an emailed link.',
  'Email address': 'Confirm an email address.',
  Recovery: 'Get an account back that somebody else changed.',
  'Second factor': 'Codes of an authenticator app, recovery codes, and clients that are not asked for one.',
  Passkeys: 'Sign in by the finger, face or code of a device, and look after your passkeys.',
  Sessions: 'Where an account is signed in, and an end to it.',
  Events: 'What happened to an account.',
  Pictures: 'Avatar and cover.',
  Users: 'Accounts by their ID: your own, and for staff everybody’s.',
  'Staff: accounts': 'Find, change, disable and delete accounts. For staff alone.',
  'Staff: sessions':
    'Where somebody is signed in, their events, and their waits after wrong passwords. For staff alone.',
  'Staff: deployment':
    'Whether all is well, what happened to everybody, emails that wait, keys and settings. For staff alone.',
  Webhooks: 'Where other systems are told of events. For staff alone.',
  Services: 'For services that check JWTs by themselves.',
} as const

export type Tag = keyof typeof tags
