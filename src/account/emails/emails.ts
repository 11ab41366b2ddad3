import type { EmailMessage } from '../../ports/mail.ts'
import type { Purpose } from '../../ports/schema.ts'
import type { Settings } from '../../ports/settings.ts'
import { type EmailTemplate, lifetimeOf, type Mailed } from './one-time-link.ts'
import { renderHtml, renderText } from './render.ts'
import { type LinkFacts, type Templates, type Text, templatesByLanguage } from './templates.ts'

/** djoser's email for a forgotten password. */
export const passwordResetEmail = emailOf('reset', 'passwordReset')

/** The email of django-rest-passwordreset: the key follows `token=`, and stands by itself too. */
export const passwordResetKeyEmail: EmailTemplate = (settings, person, mailed) =>
  write(settings, person, 'reset', mailed, templatesOf(settings).passwordResetByKey, {
    template: settings.PASSWORD_RESET_KEY_URL,
    extra: templatesOf(settings).key(mailed.token),
  })

/** djoser's email for a forgotten name. */
export const usernameResetEmail = emailOf('username', 'usernameReset')

/** djoser's email for a new account that has to be activated. */
export const activationEmail = emailOf('activation', 'activation')

/** Asks whoever reads mail at an address whether it is theirs. Names nobody: who wrote the name is not known. */
export const verificationEmail = emailOf('email', 'verification')

/** Tells the owner of a new password. */
export const passwordChangedEmail = emailOf('recovery', 'passwordChanged')

/** Tells the owner of a new name; `person` has the old one. */
export const usernameChangedEmail =
  (newName: string): EmailTemplate =>
  (settings, person, mailed) =>
    write(settings, person, 'recovery', mailed, (facts) =>
      templatesOf(settings).usernameChanged({ ...facts, newName }),
    )

/** Tells the owner of another address, at the one that was theirs until now. */
export const addressChangedEmail = emailOf('recovery', 'addressChanged')

/** Tells the owner of another address that waits to be proved, at the one that is theirs until then. */
export const addressPendingEmail = emailOf('recovery', 'addressPending')

/** Tells the owner that a refresh token came back which had been used up. */
export const sessionEndedEmail = emailOf('recovery', 'sessionEnded')

type Said = 'passwordReset' | 'usernameReset' | 'activation' | 'verification' | Notice
type Notice = 'passwordChanged' | 'addressChanged' | 'addressPending' | 'sessionEnded'

/** Tells the owner that the account is gone. There is nothing to prove, and nobody to give it back to. */
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

/** A name that a stranger chose is not told where nobody has proved to read mail. */
const nameOf = ({ username, emailVerifiedAt }: Parameters<EmailTemplate>[1]) =>
  emailVerifiedAt === null ? undefined : username

function emailOf(purpose: Purpose, said: Said): EmailTemplate {
  return (settings, person, mailed) => write(settings, person, purpose, mailed, templatesOf(settings)[said])
}

const templatesOf = ({ LANGUAGE }: Settings): Templates => templatesByLanguage[LANGUAGE]

const templateOf = (settings: Settings, purpose: Purpose): string =>
  ({
    reset: settings.PASSWORD_RESET_CONFIRM_URL,
    username: settings.USERNAME_RESET_CONFIRM_URL,
    activation: settings.ACTIVATION_URL,
    email: settings.EMAIL_CONFIRM_URL,
    recovery: settings.ALARM_URL,
  })[purpose]

/** Where our own page for a purpose is, which takes codes too. */
export const PAGES: Record<Purpose, string> = {
  reset: '/password/reset',
  username: '/username/reset',
  activation: '/activate',
  email: '/email/confirm',
  recovery: '/not-me',
}

function write(
  settings: Settings,
  person: Parameters<EmailTemplate>[1],
  purpose: Purpose,
  mailed: Mailed,
  say: (facts: LinkFacts) => Text,
  { template = templateOf(settings, purpose), extra }: { template?: string; extra?: string } = {},
): EmailMessage {
  const { SITE_NAME, PUBLIC_URL, LANGUAGE } = settings
  const templates = templatesOf(settings)
  const within = templates.duration(lifetimeOf(settings, purpose))
  const text = say({ site: SITE_NAME, username: nameOf(person), within })
  const message = {
    ...text,
    language: LANGUAGE,
    site: SITE_NAME,
    address: fillLink(settings, template, mailed),
    extra,
    codeLine: templates.code(`${PUBLIC_URL.replace(/^https?:\/\//, '')}${PAGES[purpose]}`),
    code: mailed.code,
    footer: templates.footer(SITE_NAME),
  }
  return { to: person.email, subject: text.subject, text: renderText(message), html: renderHtml(message) }
}

/** Addresses come from the settings alone, never from a request (decision 27). */
export function fillLink(
  { PUBLIC_URL }: Pick<Settings, 'PUBLIC_URL'>,
  template: string,
  { uid, token }: Pick<Mailed, 'uid' | 'token'>,
): string {
  const parts: Record<string, string> = { public: PUBLIC_URL, uid, token }
  return template.replace(/\{(public|uid|token)\}/g, (_, name: string) => parts[name] ?? '')
}
