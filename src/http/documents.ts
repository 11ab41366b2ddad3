import * as django from '../dialects/answers/django.ts'
import * as envelope from '../dialects/answers/envelope.ts'
import * as problem from '../dialects/answers/problem.ts'
import { djoser } from '../dialects/djoser.ts'
import { djoserLinks } from '../dialects/djoser-links.ts'
import { djoserJwt, djoserTokens } from '../dialects/djoser-tokens.ts'
import type { Title } from '../dialects/doc.ts'
import { documentOf } from '../dialects/document.ts'
import { express, secondNames } from '../dialects/express.ts'
import { management, passwordReset } from '../dialects/management.ts'
import { native } from '../dialects/native.ts'
import { nativeAdmin } from '../dialects/native-admin.ts'
import { nativeEvents } from '../dialects/native-events.ts'
import { nativeSessions } from '../dialects/native-sessions.ts'
import { titles } from '../dialects/pages/titles.ts'
import { media } from '../dialects/problem.ts'
import { profile } from '../dialects/profile.ts'
import { tokenAuth, users } from '../dialects/users.ts'
import { mountsOf } from './mounts.ts'

const drf = { refusals: django.refusals, examples: django.examples, security: django.security, slash: true }

/** What the build (cli/built-files.ts) makes the API documents from, by the name in their URL. */
export const documents: Record<string, Title> = {
  profile: {
    ...drf,
    ...titles.profile,
    mounts: mountsOf(profile),
  },
  djoser: {
    ...drf,
    ...titles.djoser,
    mounts: mountsOf(djoser, djoserLinks, djoserTokens, djoserJwt),
  },
  users: {
    ...drf,
    ...titles.users,
    mounts: mountsOf(users, tokenAuth),
  },
  management: {
    ...drf,
    ...titles.management,
    mounts: mountsOf(users, management, tokenAuth, passwordReset),
  },
  express: {
    ...titles.express,
    refusals: envelope.refusals,
    examples: envelope.examples,
    security: envelope.security,
    slash: false,
    mounts: mountsOf(express),
    secondNames,
  },
  account: {
    ...titles.account,
    refusals: problem.refusals,
    refusalMedia: media,
    examples: problem.examples,
    security: problem.security,
    slash: false,
    mounts: mountsOf(native, nativeSessions, nativeEvents, nativeAdmin),
  },
}

/** The JSON of each document, by its name. The server is `/`, the origin that the file is read from. */
export const writtenDocuments = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(documents).map(([name, title]) => [name, JSON.stringify(documentOf(title, '/'))]),
  )
