import { fillLink } from '../../account/letters/letters.ts'
import { readSettings } from '../../ports/settings.ts'
import { type Finding, fault, good } from './finding.ts'

const LINKS = [
  'PASSWORD_RESET_CONFIRM_URL',
  'PASSWORD_RESET_KEY_URL',
  'USERNAME_RESET_CONFIRM_URL',
  'ACTIVATION_URL',
  'EMAIL_CONFIRM_URL',
  'ALARM_URL',
] as const

const EXAMPLE = { uid: 'EXAMPLE-UID', token: 'EXAMPLE-TOKEN' }

/** Every link as a letter would have it. Unusable settings have no links; they are found elsewhere. */
export const checkMailLinks = (vars: Record<string, unknown>): Finding[] => {
  try {
    const settings = readSettings({ ...vars })
    return LINKS.map((name) => {
      const link = fillLink(settings, settings[name], EXAMPLE)
      return URL.canParse(link)
        ? good(name, link)
        : fault(name, `${link} leads nowhere`, 'Set it in wrangler.toml, under [vars]')
    })
  } catch {
    return []
  }
}
