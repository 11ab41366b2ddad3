import type { Templates } from '../../ports/email-templates.ts'
import type { Ports } from '../../ports/ports.ts'
import { english } from './english.ts'

/** The language that the client likes best, or null: none of those that there are, or there is no choice. */
export const preferredLanguage = ({ config, clientInfo }: Pick<Ports, 'config' | 'clientInfo'>) =>
  config.emails.prefer?.(clientInfo.acceptLanguage ?? '') ?? null

/** Whether emails can be written in a language: English always, others if the configuration has them. */
export const isLanguage = ({ config }: Pick<Ports, 'config'>, code: string): boolean =>
  code === 'en' || Object.hasOwn(config.emails.languages, code)

/** The language of an email: the account's own if the configuration has it, or that of the setting. */
export function languageOf(
  { config, settings }: Pick<Ports, 'config' | 'settings'>,
  own: string | null,
): { language: string; templates: Templates } {
  const { languages } = config.emails
  const language = own !== null && Object.hasOwn(languages, own) ? own : settings.LANGUAGE
  return { language, templates: languages[language] ?? english }
}
