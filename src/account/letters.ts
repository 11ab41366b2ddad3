import type { Letter } from '../ports/mail.ts'
import type { Errand } from '../ports/outbox.ts'
import type { Account } from '../ports/schema.ts'
import type { Settings } from '../ports/settings.ts'

type Person = Pick<Account, 'username' | 'email'>

/** djoser's letter for a forgotten password: a link that ends in `/{uid}/{token}`. */
export function passwordResetLetter(settings: Settings, person: Person, uid: string, token: string): Letter {
  return write(person, `Password reset on ${settings.SITE_NAME}`, [
    `Somebody, we hope you, asked for a new password on ${settings.SITE_NAME}. Choose it here:`,
    { link: fill(settings, settings.PASSWORD_RESET_URL, uid, token) },
    lasting(settings),
    `Your username, in case you've forgotten: ${person.username}`,
    IGNORE,
  ])
}

/** The letter of django-rest-passwordreset: the key follows `token=`, and stands by itself too. */
export function passwordResetKeyLetter(
  settings: Settings,
  person: Person,
  uid: string,
  token: string,
): Letter {
  return write(person, `Password Reset for ${settings.SITE_NAME}`, [
    `Somebody, we hope you, asked for a new password on ${settings.SITE_NAME}. Choose it here:`,
    { link: fill(settings, settings.PASSWORD_RESET_KEY_URL, uid, token) },
    `Or enter this key in the app: ${token}`,
    lasting(settings),
    IGNORE,
  ])
}

/** djoser's letter for a forgotten name. */
export function usernameResetLetter(settings: Settings, person: Person, uid: string, token: string): Letter {
  return write(person, `Username reset on ${settings.SITE_NAME}`, [
    `Somebody, we hope you, asked for a new username on ${settings.SITE_NAME}. Choose it here:`,
    { link: fill(settings, settings.USERNAME_RESET_URL, uid, token) },
    lasting(settings),
    `Your username, in case you've forgotten: ${person.username}`,
    IGNORE,
  ])
}

/** djoser's letter for a new account that has to be activated. */
export function activationLetter(settings: Settings, person: Person, uid: string, token: string): Letter {
  return write(person, `Account activation on ${settings.SITE_NAME}`, [
    `Welcome to ${settings.SITE_NAME}. Activate your account here:`,
    { link: fill(settings, settings.ACTIVATION_URL, uid, token) },
    'If you did not open an account, you can ignore this letter.',
  ])
}

/** Tells the owner, if there is an address to tell. No link: nothing in it can be misused. */
export function passwordChangedLetter(settings: Settings, person: Person): Errand[] {
  if (person.email === '') return []
  const letter = write(person, `${settings.SITE_NAME} - Your password has been successfully changed!`, [
    `The password of ${person.username} on ${settings.SITE_NAME} was changed, and every other session was signed out.`,
    'If that was not you, ask for a new password now.',
  ])
  return [{ kind: 'letter', letter }]
}

/** Tells the owner, at the address that was theirs until now. */
export function addressChangedLetter(settings: Settings, person: Person): Errand[] {
  if (person.email === '') return []
  const letter = write(person, `${settings.SITE_NAME} - Your address has been changed`, [
    `The address of ${person.username} on ${settings.SITE_NAME} was changed. This is the last letter that goes to the old one.`,
    'If that was not you, sign in, choose a new password, and set your address again.',
  ])
  return [{ kind: 'letter', letter }]
}

/** Tells the owner, if there is an address to tell. `person` has the old name. */
export function usernameChangedLetter(settings: Settings, person: Person, username: string): Errand[] {
  if (person.email === '') return []
  const letter = write(person, `${settings.SITE_NAME} - Your username has been changed`, [
    `${person.username} on ${settings.SITE_NAME} is called ${username} from now on. Sign in with that name.`,
    'If that was not you, sign in with the new name and choose a new password.',
  ])
  return [{ kind: 'letter', letter }]
}

/** Tells the owner, if there is an address to tell, that a refresh token came back which had been used up. */
export function sessionEndedLetter(settings: Settings, person: Person): Errand[] {
  if (person.email === '') return []
  const letter = write(person, `${settings.SITE_NAME} - We signed one of your devices out`, [
    `Two devices used the same sign-in of ${person.username} on ${settings.SITE_NAME}, so one of them may have copied it. To be safe, we ended that sign-in on both.`,
    'Sign in again where you need it. If you cannot explain what happened, choose a new password: that ends every other sign-in.',
  ])
  return [{ kind: 'letter', letter }]
}

const IGNORE = 'If it was not you, you can ignore this letter: nothing has changed.'

const lasting = ({ RESET_LINK_SECONDS }: Settings) =>
  `It works once, within ${Math.round(RESET_LINK_SECONDS / 60)} minutes.`

/** Addresses come from the settings alone, never from a request (decision 27). */
const fill = ({ PUBLIC_URL }: Settings, template: string, uid: string, token: string) =>
  template.replaceAll('{public}', PUBLIC_URL).replaceAll('{uid}', uid).replaceAll('{token}', token)

type Paragraph = string | { link: string }

function write(person: Person, subject: string, paragraphs: Paragraph[]): Letter {
  const text = paragraphs.map((paragraph) => (typeof paragraph === 'string' ? paragraph : paragraph.link))
  const html = paragraphs.map((paragraph) =>
    typeof paragraph === 'string'
      ? `<p>${escapeHtml(paragraph)}</p>`
      : `<p><a href="${escapeHtml(paragraph.link)}">${escapeHtml(paragraph.link)}</a></p>`,
  )
  return { to: person.email, subject, text: `${text.join('\n\n')}\n`, html: html.join('\n') }
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
