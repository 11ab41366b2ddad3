import { LEAST_LINKS, readSettings, SETTING_NAMES } from '../../ports/settings.ts'
import { checkMail } from './check-mail.ts'
import { type Finding, fault, good, messageOf, warning } from './finding.ts'

export const LOCAL_URL = 'http://localhost:8787'
const CONFIG = 'wrangler.toml, under [vars]'
const isOnlyHere = (url: string) =>
  /^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(URL.parse(url)?.hostname ?? '')

/** A misspelt variable would be ignored, and what it was to set would be what it is when it is left out. */
const strange = (vars: Record<string, unknown>, where: string): Finding[] =>
  Object.keys(vars)
    .filter((name) => !SETTING_NAMES.includes(name))
    .map((name) => warning(name, `the Worker knows no variable of this name (${where})`, 'Mind the spelling'))

const checkUsable = (about: string, vars: Record<string, unknown>, mend: string): Finding[] => {
  try {
    const { PASSWORD_HASH_LINKS } = readSettings({ ...vars })
    const isWeak = PASSWORD_HASH_LINKS < LEAST_LINKS
    return isWeak
      ? [warning(about, `PASSWORD_HASH_LINKS is ${PASSWORD_HASH_LINKS}: a hash that is not safe`, mend)]
      : [good(about, 'every variable can be used')]
  } catch (error) {
    return [fault(about, messageOf(error), mend)]
  }
}

export const checkLocalSettings = (vars: Record<string, unknown>): Finding[] =>
  checkUsable(
    'Local settings',
    { ...vars, PUBLIC_URL: vars.PUBLIC_URL || LOCAL_URL },
    `Set them in ${CONFIG}`,
  )

/** What a deployment needs of wrangler.toml. What is not set yet is no fault here, but `npm run deploy` refuses it. */
export const checkProductionSettings = (vars: Record<string, unknown>): Finding[] => {
  const { ENVIRONMENT, PUBLIC_URL, TURNSTILE, TURNSTILE_SITE_KEY } = vars
  const url = String(PUBLIC_URL ?? '')
  const found = [
    ...(ENVIRONMENT === 'production'
      ? []
      : [
          fault(
            'ENVIRONMENT',
            `“${ENVIRONMENT}” would show everybody's mail at /dev/mailbox`,
            `ENVIRONMENT = "production" in ${CONFIG}`,
          ),
        ]),
    ...(url === ''
      ? [warning('PUBLIC_URL', 'is not set', `PUBLIC_URL = "https://…" in ${CONFIG}, before npm run deploy`)]
      : isOnlyHere(url)
        ? [fault('PUBLIC_URL', `${url} is only this machine`, `PUBLIC_URL = "https://…" in ${CONFIG}`)]
        : url.startsWith('http:')
          ? [warning('TLS', `${url} has none`, `PUBLIC_URL = "https://…" in ${CONFIG}`)]
          : []),
    ...(TURNSTILE && !TURNSTILE_SITE_KEY
      ? [fault('TURNSTILE_SITE_KEY', 'is not set, and TURNSTILE needs it', `Set it in ${CONFIG}`)]
      : []),
    checkMail(vars),
    ...strange(vars, 'wrangler.toml'),
  ]
  const usable = checkUsable('Settings', { ...vars, PUBLIC_URL: url || LOCAL_URL }, `Set them in ${CONFIG}`)
  return [...usable, ...found]
}
