import type { EmailMessage } from './mail.ts'

/*
 * The texts of emails. Languages are modules of account/emails/languages/, which gatehouse.config.ts imports: what no
 * configuration names is no part of the Worker.
 */

/** What every email may contain. There is a username only if the email address is verified. */
export type Facts = { site: string; username: string | undefined }

/** `within`: how long the link works, written by `duration`. */
type LinkFacts = Facts & { within: string }

/** The texts of an email: above its link, on the link, and below it. */
export type EmailText = { subject: string; heading: string; before: string[]; link: string; after: string[] }

/** Every email in one language, from its facts. */
type EmailTexts = {
  passwordReset: (facts: LinkFacts) => EmailText
  passwordResetByKey: (facts: LinkFacts) => EmailText
  usernameReset: (facts: LinkFacts) => EmailText
  /** The same where people sign in with their email address. */
  addressReset: (facts: LinkFacts) => EmailText
  activation: (facts: LinkFacts) => EmailText
  verification: (facts: LinkFacts) => EmailText
  passwordChanged: (facts: LinkFacts) => EmailText
  usernameChanged: (facts: LinkFacts & { newName: string }) => EmailText
  addressChanged: (facts: LinkFacts) => EmailText
  addressPending: (facts: LinkFacts) => EmailText
  sessionEnded: (facts: LinkFacts) => EmailText
  factorAdded: (facts: LinkFacts) => EmailText
  factorReplaced: (facts: LinkFacts) => EmailText
  factorRemoved: (facts: LinkFacts) => EmailText
  /** The app was removed, and there are passkeys that a sign-in needs. */
  appRemoved: (facts: LinkFacts) => EmailText
  factorReset: (facts: LinkFacts) => EmailText
  passkeyAdded: (facts: LinkFacts) => EmailText
  passkeyRemoved: (facts: LinkFacts) => EmailText
  /** A passkey told a count that it had told before, so there may be a copy of it. */
  passkeyCopied: (facts: LinkFacts) => EmailText
  /** The password alone is not enough any more where there are passkeys, or it is again. */
  passkeyRequired: (facts: LinkFacts) => EmailText
  passkeyOptional: (facts: LinkFacts) => EmailText
  recoveryCodesMade: (facts: LinkFacts) => EmailText
  /** `left`: how many codes are. */
  recoveryCodeUsed: (facts: LinkFacts & { left: number }) => EmailText
  approvalOn: (facts: LinkFacts) => EmailText
  /** What the program that signs in calls itself, roughly where it is, and when it was. */
  signInApproval: (facts: LinkFacts & { program: string; place: string; time: string }) => EmailText
  /** The same of a sign-in that was asked for by email. */
  signIn: (facts: LinkFacts & { program: string; place: string; time: string }) => EmailText
  confirmation: (facts: Facts) => EmailText
  accountDeleted: (facts: Facts) => EmailText
}

export type EmailName = keyof EmailTexts

/** A language: every email, and what all of them share. */
export type Templates = EmailTexts & {
  /** Of a language that is written from right to left: an email so that it is shown right. */
  directed?: (message: EmailMessage) => EmailMessage
  /** A length of time, as `within` in the texts: `1 hour`, `7 days`. */
  duration: (seconds: number) => string
  /** Where to type the code, which follows: `location` is a URL without its scheme. */
  code: (location: string) => string
  /** That the code, which follows, is typed where the reader signs in. */
  codeHere: string
  /** Why the reader got the email. */
  footer: (site: string) => string
  /** The key of `/api/password_reset/`, which some apps ask for. */
  key: (key: string) => string
}

/**
 * Own words instead of ours, by language and email. `{site}`, `{username}`, `{within}`, `{newName}`, `{left}`,
 * `{program}`, `{place}` and `{time}` stand for facts. A
 * paragraph with a username is left out where the reader may not be the owner of the account.
 */
export type OwnTexts = Readonly<Record<string, Partial<Record<EmailName, EmailText>> & Partial<OwnLines>>>

/**
 * Own words for what all emails share. `{location}` is where a code is typed, a URL without its scheme; `{key}` is the key
 * of `/api/password_reset/`.
 */
export type OwnLines = Record<'footer' | 'code' | 'codeHere' | 'key', string>

/** The emails of a configuration, as `ownEmails` makes them (account/emails/own-emails.ts). */
export type Emails = {
  /** Every language by its code, in the words of the configuration. English need not be among them. */
  languages: Readonly<Record<string, Templates>>
  texts: OwnTexts
  /** The language that a client likes best, of its `Accept-Language`. Undefined: there is no choice. */
  prefer?: (acceptLanguage: string) => string | null
}
