import { fillLink } from '../../../account/emails/emails.ts'
import { urlSettings } from '../../../account/one-time-tokens/link-purposes.ts'
import { readSettings } from '../../../ports/settings.ts'
import { type Finding, fault, good, warning } from './finding.ts'

const EXAMPLE = { uid: 'EXAMPLE-UID', token: 'EXAMPLE-TOKEN' }

/** The sender and the provider of a deployment's emails. */
export const checkMail = ({ MAIL_FROM, MAIL_PROVIDER, MAIL_API_URL }: Record<string, unknown>): Finding => {
  const set = 'MAIL_FROM = "no-reply@…" in wrangler.toml, under [vars]'
  if (!MAIL_FROM) return warning('MAIL_FROM', 'is not set', `${set}, before npm run deploy`)
  if (!/^[^@]+@[^@]+$/.test(String(MAIL_FROM)))
    return fault('MAIL_FROM', `“${MAIL_FROM}” is not an email address`, set)
  return good(
    'Mail',
    MAIL_PROVIDER === 'resend'
      ? `from ${MAIL_FROM}, by ${MAIL_API_URL}, with the secret RESEND_API_KEY`
      : `from ${MAIL_FROM}, by Cloudflare Email Service`,
  )
}

/** Every link as an email would have it. None for invalid settings, which another check reports. */
export const checkMailLinks = (vars: Record<string, unknown>): Finding[] => {
  try {
    const settings = readSettings({ ...vars })
    return urlSettings().map((name) => {
      const link = fillLink(settings, settings[name], EXAMPLE)
      return URL.canParse(link)
        ? good(name, link)
        : fault(name, `${link} is not a URL`, 'Set it in wrangler.toml, under [vars]')
    })
  } catch {
    return []
  }
}
