import { wholeLink } from '../../ports/link-setting.ts'
import type { EmailMessage } from '../../ports/mail.ts'
import type { Purpose } from '../../ports/schema.ts'
import type { Settings } from '../../ports/settings.ts'
import { codePageOf, lifetimeOf, linkPurposes } from './link-purposes.ts'
import type { EmailTemplate, Mailed } from './one-time-link.ts'
import { renderHtml, renderText } from './render.ts'
import { type LinkFacts, type Templates, type Text, templatesByLanguage } from './templates.ts'

/** The email that is sent for a link alone. */
export const linkEmail = (purpose: LinkPurpose): EmailTemplate =>
  emailOf(purpose, linkPurposes[purpose].template)

type LinkPurpose = Exclude<Purpose, 'recovery'>

export const passwordResetEmail = linkEmail('reset')

/** The email of django-rest-passwordreset: the key follows `token=`, and is also on a line of its own. */
export const passwordResetKeyEmail: EmailTemplate = (settings, person, mailed) =>
  write(settings, person, 'reset', mailed, templatesOf(settings).passwordResetByKey, {
    template: settings[linkPurposes.reset.urlByKey],
    extra: templatesOf(settings).key(mailed.token),
  })

export const usernameResetEmail = linkEmail('username')

export const activationEmail = linkEmail('activation')

/** Asks the reader to confirm an email address. It has no username, because a stranger may have chosen that. */
export const verificationEmail = linkEmail('email')

/** Tells the owner of a new password. */
export const passwordChangedEmail = emailOf('recovery', 'passwordChanged')

/** Tells the owner of a new username; `person` has the old one. */
export const usernameChangedEmail =
  (newName: string): EmailTemplate =>
  (settings, person, mailed) =>
    write(settings, person, 'recovery', mailed, (facts) =>
      templatesOf(settings).usernameChanged({ ...facts, newName }),
    )

/** Tells the owner of a new email address. It is sent to the old one. */
export const addressChangedEmail = emailOf('recovery', 'addressChanged')

/** Tells the owner of a new email address that is not confirmed yet. It is sent to the current one. */
export const addressPendingEmail = emailOf('recovery', 'addressPending')

/** Tells the owner that a used refresh token was sent again, so the session was ended. */
export const sessionEndedEmail = emailOf('recovery', 'sessionEnded')

/** Tells the owner that the account was deleted. It has no one-time link, because there is no account to recover. */
export function accountDeletedEmail(settings: Settings, person: Parameters<EmailTemplate>[1]): EmailMessage {
  const { SITE_NAME, PUBLIC_URL, LANGUAGE } = settings
  const templates = templatesOf(settings)
  const text = templates.accountDeleted({ site: SITE_NAME, username: nameOf(person) })
  const message = {
    ...text,
    language: LANGUAGE,
    site: SITE_NAME,
    address: PUBLIC_URL,
    footer: templates.footer(SITE_NAME),
  }
  return { to: person.email, subject: text.subject, text: renderText(message), html: renderHtml(message) }
}

/** The username is left out at an unverified email address: a stranger may have chosen it. */
const nameOf = ({ username, emailVerifiedAt }: Parameters<EmailTemplate>[1]) =>
  emailVerifiedAt === null ? undefined : username

function emailOf(purpose: Purpose, name: Name): EmailTemplate {
  return (settings, person, mailed) => write(settings, person, purpose, mailed, templatesOf(settings)[name])
}

/** The emails that need no other facts. */
type Name = {
  [Name in keyof Templates]: Templates[Name] extends (facts: LinkFacts) => Text ? Name : never
}[keyof Templates]

const templatesOf = ({ LANGUAGE }: Settings): Templates => templatesByLanguage[LANGUAGE]

function write(
  settings: Settings,
  person: Parameters<EmailTemplate>[1],
  purpose: Purpose,
  mailed: Mailed,
  textOf: (facts: LinkFacts) => Text,
  { template = settings[linkPurposes[purpose].url], extra }: { template?: string; extra?: string } = {},
): EmailMessage {
  const { SITE_NAME, LANGUAGE } = settings
  const templates = templatesOf(settings)
  const within = templates.duration(lifetimeOf(settings, purpose))
  const text = textOf({ site: SITE_NAME, username: nameOf(person), within })
  const message = {
    ...text,
    language: LANGUAGE,
    site: SITE_NAME,
    address: fillLink(settings, template, mailed),
    extra,
    codeLine: templates.code(codePageOf(settings, purpose).replace(/^https?:\/\//, '')),
    code: mailed.code,
    footer: templates.footer(SITE_NAME),
  }
  return { to: person.email, subject: text.subject, text: renderText(message), html: renderHtml(message) }
}

/** The link of an email. It is built from the settings alone, never from a request (decision 27). */
export function fillLink(
  settings: Pick<Settings, 'PUBLIC_URL' | 'FRONT_END_URL'>,
  template: string,
  { uid, token }: Pick<Mailed, 'uid' | 'token'>,
): string {
  const parts: Record<string, string> = {
    public: settings.PUBLIC_URL,
    front_end: frontEndOf(settings),
    uid,
    token,
  }
  return wholeLink(template).replace(
    /\{(public|front_end|uid|token)\}/g,
    (_, name: string) => parts[name] ?? '',
  )
}

const frontEndOf = ({ FRONT_END_URL, PUBLIC_URL }: Pick<Settings, 'PUBLIC_URL' | 'FRONT_END_URL'>) =>
  FRONT_END_URL || PUBLIC_URL
