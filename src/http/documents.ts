import { account } from '../dialects/account.ts'
import { accountAdmin } from '../dialects/account-admin.ts'
import { accountEvents } from '../dialects/account-events.ts'
import { accountSessions } from '../dialects/account-sessions.ts'
import { djoser } from '../dialects/djoser.ts'
import { djoserLinks } from '../dialects/djoser-links.ts'
import { djoserJwt, djoserTokens } from '../dialects/djoser-tokens.ts'
import { accountOperations } from '../dialects/documents/account.ts'
import { problems } from '../dialects/documents/account-refusals.ts'
import type { Api } from '../dialects/documents/api.ts'
import { drf } from '../dialects/documents/django-refusals.ts'
import { djoserOperations } from '../dialects/documents/djoser.ts'
import { documentOf } from '../dialects/documents/document.ts'
import { expressOperations } from '../dialects/documents/express.ts'
import { envelopes } from '../dialects/documents/express-refusals.ts'
import { managementOperations } from '../dialects/documents/management.ts'
import { profileOperations } from '../dialects/documents/profile.ts'
import { usersOperations } from '../dialects/documents/users.ts'
import { express, secondNames } from '../dialects/express.ts'
import { management, passwordReset } from '../dialects/management.ts'
import { titles } from '../dialects/pages/titles.ts'
import { profile } from '../dialects/profile.ts'
import { tokenAuth, users } from '../dialects/users.ts'
import { mountsOf } from './mounts.ts'

/** What the build (cli/tools/build/built-files.ts) makes the API documents from, by the name in their URL. */
export const documents: Record<string, Api> = {
  profile: {
    ...titles.profile,
    ...drf,
    operations: profileOperations,
    mounts: mountsOf(profile),
  },
  djoser: {
    ...titles.djoser,
    ...drf,
    operations: djoserOperations,
    mounts: mountsOf(djoser, djoserLinks, djoserTokens, djoserJwt),
  },
  users: {
    ...titles.users,
    ...drf,
    operations: usersOperations,
    mounts: mountsOf(users, tokenAuth),
  },
  management: {
    ...titles.management,
    ...drf,
    operations: managementOperations,
    mounts: mountsOf(users, management, tokenAuth, passwordReset),
  },
  express: {
    ...titles.express,
    ...envelopes,
    operations: expressOperations,
    mounts: mountsOf(express),
    secondNames,
  },
  account: {
    ...titles.account,
    ...problems,
    operations: accountOperations,
    mounts: mountsOf(account, accountSessions, accountEvents, accountAdmin),
  },
}

/** The JSON of each document, by its name. The server is `/`, the origin that the file is read from. */
export const writtenDocuments = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(documents).map(([name, api]) => [name, JSON.stringify(documentOf(api, '/'))]),
  )
