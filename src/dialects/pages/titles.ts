import { type Config, isOn } from '../../ports/config.ts'

/** The name, title and description of each API document, by the name in its URL. */
export const titles = {
  profile: {
    name: 'Profile',
    title: 'Gatehouse: profile',
    description: 'Django REST token auth with one profile per person.',
  },
  djoser: {
    name: 'djoser',
    title: 'Gatehouse: djoser',
    description: 'djoser with tokens and simplejwt.',
  },
  users: {
    name: 'Users',
    title: 'Gatehouse: users',
    description: 'A user collection whose registration returns a token.',
  },
  management: {
    name: 'Management',
    title: 'Gatehouse: user management',
    description: 'The user collection with account deletion, password change and password reset by email.',
  },
  express: {
    name: 'Express',
    title: 'Gatehouse: express',
    description: 'An Express back end: response envelopes, cookies, picture uploads.',
  },
  account: {
    name: 'Account',
    title: 'Gatehouse: account',
    description:
      'What the other APIs lack: confirm your email address, recover your account, see and revoke sessions, remove pictures, and manage users as staff.',
  },
}

export type DocumentName = keyof typeof titles

/** Whether there is a document of this name: of every API that is on. */
export const isDocument = (name: string, config: Config): name is DocumentName =>
  Object.hasOwn(titles, name) && isOn(config, name)
