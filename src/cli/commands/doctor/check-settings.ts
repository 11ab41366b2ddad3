import { parseEnv } from 'node:util'
import { LEAST_LINKS, readSettings, SETTING_NAMES } from '../../../ports/settings.ts'
import { meantName } from '../../misspelt-settings.ts'
import { localUrl } from '../start/local-url.ts'
import { checkMail } from './check-mail.ts'
import { type Finding, fault, good, messageOf, warning } from './finding.ts'

const CONFIG = 'wrangler.toml, under [vars]'
const isOnlyHere = (url: string) =>
  /^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(URL.parse(url)?.hostname ?? '')

/** A misspelt variable would be ignored, and its default would be used. */
const unknown = (vars: Record<string, unknown>, where: string): Finding[] =>
  Object.keys(vars)
    .filter((name) => !SETTING_NAMES.includes(name))
    .map((name) => {
      const meant = meantName(name)
      return warning(
        name,
        `is not a variable of the Worker (${where})`,
        meant === undefined ? 'Check the spelling' : `Is it ${meant}?`,
      )
    })

/** Names in .dev.vars that are near to one of the Worker. Others may be of the team's own. */
export const checkLocalNames = (text = ''): Finding[] =>
  unknown(
    Object.fromEntries(Object.entries(parseEnv(text)).filter(([name]) => meantName(name) !== undefined)),
    '.dev.vars',
  )

const checkUsable = (about: string, vars: Record<string, unknown>, fix: string): Finding[] => {
  try {
    const { PASSWORD_HASH_LINKS } = readSettings({ ...vars })
    const isWeak = PASSWORD_HASH_LINKS < LEAST_LINKS
    return isWeak
      ? [warning(about, `PASSWORD_HASH_LINKS is ${PASSWORD_HASH_LINKS}: the hash is not safe`, fix)]
      : [good(about, 'every variable is valid')]
  } catch (error) {
    return [fault(about, messageOf(error), fix)]
  }
}

export const checkLocalSettings = (vars: Record<string, unknown>): Finding[] =>
  checkUsable(
    'Local settings',
    { ...vars, PUBLIC_URL: vars.PUBLIC_URL || localUrl() },
    `Set them in ${CONFIG}, or in .dev.vars`,
  )

/** What a deployment needs in wrangler.toml. An unset variable is no fault here, but `npm run deploy` refuses it. */
export const checkProductionSettings = (vars: Record<string, unknown>): Finding[] => {
  const { ENVIRONMENT, PUBLIC_URL, TURNSTILE, TURNSTILE_SITE_KEY } = vars
  const url = String(PUBLIC_URL ?? '')
  const found = [
    ...(ENVIRONMENT === 'production'
      ? []
      : [
          fault(
            'ENVIRONMENT',
            `“${ENVIRONMENT}” would show everybody's email at /dev/mailbox`,
            `ENVIRONMENT = "production" in ${CONFIG}`,
          ),
        ]),
    ...(url === ''
      ? [warning('PUBLIC_URL', 'is not set', `PUBLIC_URL = "https://…" in ${CONFIG}, before npm run deploy`)]
      : isOnlyHere(url)
        ? [fault('PUBLIC_URL', `${url} is this machine`, `PUBLIC_URL = "https://…" in ${CONFIG}`)]
        : url.startsWith('http:')
          ? [warning('TLS', `${url} does not use TLS`, `PUBLIC_URL = "https://…" in ${CONFIG}`)]
          : []),
    ...(TURNSTILE && !TURNSTILE_SITE_KEY
      ? [fault('TURNSTILE_SITE_KEY', 'is not set, and TURNSTILE needs it', `Set it in ${CONFIG}`)]
      : []),
    checkMail(vars),
    ...unknown(vars, 'wrangler.toml'),
  ]
  const usable = checkUsable('Settings', { ...vars, PUBLIC_URL: url || localUrl() }, `Set them in ${CONFIG}`)
  return [...usable, ...found]
}
