import type { Letter } from '../../ports/mail.ts'
import type { Purpose } from '../../ports/schema.ts'
import type { Settings } from '../../ports/settings.ts'
import { lifetimeOf, type Mailed, type WriteLink } from '../links.ts'
import { renderHtml, renderText } from './render.ts'
import { type LinkFacts, type Text, type Wording, wordings } from './wording.ts'

/** djoser's letter for a forgotten password. */
export const passwordResetLetter = letterOf('reset', 'passwordReset')

/** The letter of django-rest-passwordreset: the key follows `token=`, and stands by itself too. */
export const passwordResetKeyLetter: WriteLink = (settings, person, mailed) =>
  write(settings, person, 'reset', mailed, wordingOf(settings).passwordResetByKey, {
    template: settings.PASSWORD_RESET_KEY_URL,
    extra: wordingOf(settings).key(mailed.token),
  })

/** djoser's letter for a forgotten name. */
export const usernameResetLetter = letterOf('username', 'usernameReset')

/** djoser's letter for a new account that has to be activated. */
export const activationLetter = letterOf('activation', 'activation')

/** Asks whoever reads mail at an address whether it is theirs. Names nobody: who wrote the name is not known. */
export const verificationLetter = letterOf('email', 'verification')

/** Tells the owner of a new password. */
export const passwordChangedLetter = letterOf('alarm', 'passwordChanged')

/** Tells the owner of a new name; `person` has the old one. */
export const usernameChangedLetter =
  (newName: string): WriteLink =>
  (settings, person, mailed) =>
    write(settings, person, 'alarm', mailed, (facts) =>
      wordingOf(settings).usernameChanged({ ...facts, newName }),
    )

/** Tells the owner of another address, at the one that was theirs until now. */
export const addressChangedLetter = letterOf('alarm', 'addressChanged')

/** Tells the owner of another address that waits to be proved, at the one that is theirs until then. */
export const addressPendingLetter = letterOf('alarm', 'addressPending')

/** Tells the owner that a refresh token came back which had been used up. */
export const sessionEndedLetter = letterOf('alarm', 'sessionEnded')

type Said = 'passwordReset' | 'usernameReset' | 'activation' | 'verification' | Notice
type Notice = 'passwordChanged' | 'addressChanged' | 'addressPending' | 'sessionEnded'

/** Tells the owner that the account is gone. There is nothing to prove, and nobody to give it back to. */
export function accountDeletedLetter(settings: Settings, person: Parameters<WriteLink>[1]): Letter {
  const { SITE_NAME, PUBLIC_URL, LANGUAGE } = settings
  const wording = wordingOf(settings)
  const text = wording.accountDeleted({ site: SITE_NAME, username: nameOf(person) })
  const letter = {
    ...text,
    language: LANGUAGE,
    site: SITE_NAME,
    address: PUBLIC_URL,
    footer: wording.footer(SITE_NAME),
  }
  return { to: person.email, subject: text.subject, text: renderText(letter), html: renderHtml(letter) }
}

/** A name that a stranger chose is not told where nobody has proved to read mail. */
const nameOf = ({ username, emailVerifiedAt }: Parameters<WriteLink>[1]) =>
  emailVerifiedAt === null ? undefined : username

function letterOf(purpose: Purpose, said: Said): WriteLink {
  return (settings, person, mailed) => write(settings, person, purpose, mailed, wordingOf(settings)[said])
}

const wordingOf = ({ LANGUAGE }: Settings): Wording => wordings[LANGUAGE]

const templateOf = (settings: Settings, purpose: Purpose): string =>
  ({
    reset: settings.PASSWORD_RESET_CONFIRM_URL,
    username: settings.USERNAME_RESET_CONFIRM_URL,
    activation: settings.ACTIVATION_URL,
    email: settings.EMAIL_CONFIRM_URL,
    alarm: settings.ALARM_URL,
  })[purpose]

/** Where our own page for a purpose is, which takes codes too. */
export const PAGES: Record<Purpose, string> = {
  reset: '/password/reset',
  username: '/username/reset',
  activation: '/activate',
  email: '/email/confirm',
  alarm: '/not-me',
}

function write(
  settings: Settings,
  person: Parameters<WriteLink>[1],
  purpose: Purpose,
  mailed: Mailed,
  say: (facts: LinkFacts) => Text,
  { template = templateOf(settings, purpose), extra }: { template?: string; extra?: string } = {},
): Letter {
  const { SITE_NAME, PUBLIC_URL, LANGUAGE } = settings
  const wording = wordingOf(settings)
  const within = wording.duration(lifetimeOf(settings, purpose))
  const text = say({ site: SITE_NAME, username: nameOf(person), within })
  const letter = {
    ...text,
    language: LANGUAGE,
    site: SITE_NAME,
    address: fillLink(settings, template, mailed),
    extra,
    codeLine: wording.code(`${PUBLIC_URL.replace(/^https?:\/\//, '')}${PAGES[purpose]}`),
    code: mailed.code,
    footer: wording.footer(SITE_NAME),
  }
  return { to: person.email, subject: text.subject, text: renderText(letter), html: renderHtml(letter) }
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
