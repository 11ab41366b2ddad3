import type { Config } from '../../ports/config.ts'
import { Misconfigured } from '../../ports/misconfigured.ts'
import { readSettings, SETTING_NAMES } from '../../ports/settings.ts'
import { nearestName } from './nearest-name.ts'

/** Variables that one environment has and another has not. */
const OF_AN_ENVIRONMENT = ['ENVIRONMENT', 'PUBLIC_URL']

/** What is wrong with the settings of wrangler.toml that the configuration states: a sentence each. */
export function checkVariables({ variables, oldLogin }: Config): string[] {
  const names = Object.keys(variables)
  const unknown = names.filter((name) => !SETTING_NAMES.includes(name))
  const texts = Object.entries(variables).filter(([, value]) => typeof value !== 'string')
  return [
    ...unknown.map((name) => {
      const meant = nearestName(name, SETTING_NAMES)
      return `variables.${name} is not a setting${meant === undefined ? '' : `: is it ${meant}?`}`
    }),
    ...texts.map(([name]) => `variables.${name} is not a text, as '3600' or 'true'`),
    ...names
      .filter((name) => OF_AN_ENVIRONMENT.includes(name))
      .map((name) => `variables.${name} differs by environment: set it in wrangler.toml`),
    ...(variables.OLD_LOGIN_URL && oldLogin === null
      ? ['variables.OLD_LOGIN_URL is used only with oldLogin']
      : []),
    ...(texts.length > 0 ? [] : unusable(variables)),
  ]
}

function unusable(variables: Config['variables']): string[] {
  try {
    readSettings({ PUBLIC_URL: 'https://id.example.com', ACCEPT_WEAK_HASH: 'true', ...variables })
    return []
  } catch (error) {
    if (!(error instanceof Misconfigured)) throw error
    return error.message.split('; ').map((each) => `variables.${each}`)
  }
}
