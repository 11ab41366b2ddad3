/** The API documents by the name in their address, and what stands at their heads. */
export const titles = {
  profile: {
    title: 'Gatehouse: profile',
    description: 'Django REST token auth with one profile a person.',
  },
  djoser: {
    title: 'Gatehouse: djoser',
    description: 'djoser with tokens and simplejwt.',
  },
  users: {
    title: 'Gatehouse: users',
    description: 'A collection of users with a token from registration on.',
  },
  management: {
    title: 'Gatehouse: user management',
    description: 'The collection of users with deletion, change of password, and reset by mail.',
  },
  express: {
    title: 'Gatehouse: express',
    description: 'An Express back end: answers in an envelope, cookies, pictures as files.',
  },
  account: {
    title: 'Gatehouse: account',
    description:
      'What no other API has: proving your address, getting your account back, where you are signed in, taking pictures away, and what staff do.',
  },
}

export type DocumentName = keyof typeof titles

export const isDocument = (name: string): name is DocumentName => Object.hasOwn(titles, name)
