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

/** What the build makes the API documents of (cli/built-files.ts), by the name in their address. */
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

/** Each document as the build writes it down, by its name. Its server is where the file is. */
export const writtenDocuments = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(documents).map(([name, title]) => [name, JSON.stringify(documentOf(title, '/'))]),
  )
