import type { EmailName } from '../../ports/email-templates.ts'
import { wholeLink } from '../../ports/link-setting.ts'
import type { EmailMessage } from '../../ports/mail.ts'
import type { Purpose } from '../../ports/schema.ts'
import type { Settings } from '../../ports/settings.ts'
import { usernameOf } from '../names/shown-name.ts'
import { codePageOf, lifetimeOf, linkPurposes } from '../one-time-tokens/link-purposes.ts'
import type { EmailPorts, EmailTemplate, Mailed, Reader } from '../one-time-tokens/one-time-link.ts'
import { languageOf } from './language.ts'
import { type LinkParts, renderHtml, renderText } from './render.ts'

/** The email that is sent for a link alone. */
export const linkEmail = (purpose: LinkPurpose): EmailTemplate =>
  emailOf(purpose, linkPurposes[purpose].template)

type LinkPurpose = Exclude<Purpose, 'recovery' | 'approve' | 'login'>

export const passwordResetEmail = linkEmail('reset')

/** The email of django-rest-passwordreset: the key follows `token=`, and is also on a line of its own. */
export const passwordResetKeyEmail = emailOf('reset', 'passwordResetByKey', { byKey: true })

export const usernameResetEmail = linkEmail('username')

/** The same where people sign in with their email address. */
export const addressResetEmail = emailOf('username', 'addressReset')

export const activationEmail = linkEmail('activation')

/** Asks the reader to confirm an email address. It has no username, because a stranger may have chosen that. */
export const verificationEmail = linkEmail('email')

/** Tells the owner of a new password. */
export const passwordChangedEmail = emailOf('recovery', 'passwordChanged')

/** Tells the owner of a new username; `reader` has the old one. */
export const usernameChangedEmail = (newName: string): EmailTemplate =>
  emailOf('recovery', 'usernameChanged', { newName })

/** Tells the owner of a new email address. It is sent to the old one. */
export const addressChangedEmail = emailOf('recovery', 'addressChanged')

/** Tells the owner of a new email address that is not confirmed yet. It is sent to the current one. */
export const addressPendingEmail = emailOf('recovery', 'addressPending')

/** Tells the owner that a used refresh token was sent again, so the session was ended. */
export const sessionEndedEmail = emailOf('recovery', 'sessionEnded')

/** Tells the owner that a code from an app is asked for from now on, that another app has taken over, or that none is. */
export const factorAddedEmail = emailOf('recovery', 'factorAdded')
export const factorReplacedEmail = emailOf('recovery', 'factorReplaced')
export const factorRemovedEmail = emailOf('recovery', 'factorRemoved')

/** Tells the owner that the app was removed, and a passkey is needed from now on. */
export const appRemovedEmail = emailOf('recovery', 'appRemoved')

/** Tells the owner that staff took the second factor away. */
export const factorResetEmail = emailOf('recovery', 'factorReset')

/** Tells the owner of a new passkey, of one that was removed, or of one that may have been copied. */
export const passkeyAddedEmail = emailOf('recovery', 'passkeyAdded')
export const passkeyRemovedEmail = emailOf('recovery', 'passkeyRemoved')
export const passkeyCopiedEmail = emailOf('recovery', 'passkeyCopied')

/** Tells the owner of passkeys that the password alone is not enough any more, or that it is again. */
export const passkeyRequiredEmail = emailOf('recovery', 'passkeyRequired')
export const passkeyOptionalEmail = emailOf('recovery', 'passkeyOptional')

export const recoveryCodesMadeEmail = emailOf('recovery', 'recoveryCodesMade')

/** Tells the owner that a recovery code was used, and how many are left. */
export const recoveryCodeUsedEmail = (left: number): EmailTemplate =>
  emailOf('recovery', 'recoveryCodeUsed', { facts: { left } })

/** Tells the owner that sign-ins may be approved by email. */
export const approvalOnEmail = emailOf('recovery', 'approvalOn')

/** Asks the owner to approve a sign-in: the program, the place and the time. */
export const signInApprovalEmail = (client: Client): EmailTemplate =>
  emailOf('approve', 'signInApproval', { facts: client })

/** Signs the reader in: the link, or the code where it was asked for. Has no username, because anybody can ask for it. */
export const signInEmail = (client: Client): EmailTemplate => emailOf('login', 'signIn', { facts: client })

/** djoser's confirmation: the account is active. Its link leads to the front end, and does nothing by itself. */
export const confirmationEmail = (ports: EmailPorts, reader: Reader): EmailMessage =>
  writeEmail(ports, reader, 'confirmation', { address: frontEndOf(ports.settings) })

/** Tells the owner that the account was deleted. It has no one-time link, because there is no account to recover. */
export const accountDeletedEmail = (ports: EmailPorts, reader: Reader): EmailMessage =>
  writeEmail(ports, reader, 'accountDeleted', { address: ports.settings.PUBLIC_URL })

type Client = { program: string; place: string; time: string }

const NO_MORE = { left: 0, program: '', place: '', time: '' }
type MoreFacts = Partial<typeof NO_MORE>

function emailOf(
  purpose: Purpose,
  name: EmailName,
  { newName = '', byKey = false, facts = {} }: { newName?: string; byKey?: boolean; facts?: MoreFacts } = {},
): EmailTemplate {
  return (ports, reader, mailed) => {
    const { settings } = ports
    const { templates } = languageOf(ports, reader.language)
    const template = settings[byKey ? linkPurposes.reset.urlByKey : linkPurposes[purpose].url]
    const within = templates.duration(lifetimeOf(settings, purpose))
    return writeEmail(ports, reader, name, {
      address: fillLink(settings, template, mailed),
      extra: byKey ? templates.key(mailed.token) : undefined,
      codeLine:
        purpose === 'login'
          ? templates.codeHere
          : templates.code(codePageOf(settings, purpose).replace(/^https?:\/\//, '')),
      code: mailed.code,
      within,
      newName,
      facts,
    })
  }
}

function writeEmail(
  ports: EmailPorts,
  reader: Reader,
  name: EmailName,
  {
    within = '',
    newName = '',
    facts = {},
    ...link
  }: LinkParts & { within?: string; newName?: string; facts?: MoreFacts },
): EmailMessage {
  const site = ports.settings.SITE_NAME
  const { language, templates } = languageOf(ports, reader.language)
  const text = templates[name]({ ...NO_MORE, ...facts, site, username: nameOf(reader), within, newName })
  const parts = {
    ...text,
    ...link,
    language,
    site,
    footer: templates.footer(site),
    brand: ports.config.brand,
  }
  const { subject } = text
  const message = { to: reader.email, subject, text: renderText(parts), html: renderHtml(parts) }
  return templates.directed?.(message) ?? message
}

/** The username is left out if there is none, and at an unverified email address: a stranger may have chosen it. */
const nameOf = (reader: Reader) => (reader.emailVerifiedAt !== null && usernameOf(reader)) || undefined

/** The link of an email. It is built from the settings alone, never from a request (decision 27). */
export function fillLink(
  settings: FrontEnd,
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

type FrontEnd = Pick<Settings, 'PUBLIC_URL' | 'FRONT_END_URL'>

const frontEndOf = ({ FRONT_END_URL, PUBLIC_URL }: FrontEnd) => FRONT_END_URL || PUBLIC_URL
