import type { Language } from '../../ports/settings.ts'
import { english } from './english.ts'

/** What every email may contain. There is a username only if the email address is verified. */
type Facts = { site: string; username: string | undefined }

/** `within`: how long the link works, written by `duration`. */
export type LinkFacts = Facts & { within: string }

/** The texts of an email: above its link, on the link, and below it. */
export type Text = { subject: string; heading: string; before: string[]; link: string; after: string[] }

/** Every email in one language. */
export type Templates = {
  /** A length of time: `1 hour`, `7 days`. */
  duration: (seconds: number) => string
  /** Where to type the code: `location` is a URL without its scheme. */
  code: (location: string) => string
  /** Why the reader got the email. */
  footer: (site: string) => string
  /** The key of `/api/password_reset/`, which some apps ask for. */
  key: (key: string) => string
  passwordReset: (facts: LinkFacts) => Text
  passwordResetByKey: (facts: LinkFacts) => Text
  usernameReset: (facts: LinkFacts) => Text
  /** The same where people sign in with their email address. */
  addressReset: (facts: LinkFacts) => Text
  activation: (facts: LinkFacts) => Text
  verification: (facts: LinkFacts) => Text
  passwordChanged: (facts: LinkFacts) => Text
  usernameChanged: (facts: LinkFacts & { newName: string }) => Text
  addressChanged: (facts: LinkFacts) => Text
  addressPending: (facts: LinkFacts) => Text
  sessionEnded: (facts: LinkFacts) => Text
  accountDeleted: (facts: Facts) => Text
}

/** A language is added here, and to LANGUAGES in `ports/settings.ts`. */
export const templatesByLanguage: Record<Language, Templates> = { en: english }
