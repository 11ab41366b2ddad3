import { defaultsOf, readSettings } from './settings.ts'

/** Where the value of a setting comes from: an environment is `wrangler.toml`, a vars file or Cloudflare's dashboard. */
export type SettingSource = 'configuration' | 'environment' | 'default'

/** A setting as it is in force, and its default, as text; null if it has none. */
export type SettingFacts = { name: string; value: string; standard: string | null; from: SettingSource }

/** Of a secret only whether it is there. */
export type SecretFacts = { name: string; isSet: boolean }

const SECRETS = [
  'MASTER_KEYS',
  'SIGNING_KEYS',
  'RESEND_API_KEY',
  'TURNSTILE_SECRET',
  'REVOCATIONS_SECRET',
  'METRICS_SECRET',
  'OLD_JWT_SECRETS',
] as const

/** Every setting and every secret. `stated`: what `gatehouse.config.ts` says. Throws Misconfigured. */
export function settingFacts(
  environment: object,
  stated: Record<string, unknown>,
): { settings: SettingFacts[]; secrets: SecretFacts[] } {
  const env = environment as Record<string, unknown>
  const defaults = defaultsOf()
  const sourceOf = (name: string): SettingSource => {
    if (stated[name] !== undefined) return 'configuration'
    return env[name] === undefined ? 'default' : 'environment'
  }
  return {
    settings: Object.entries(readSettings(environment)).map(([name, value]) => ({
      name,
      value: textOf(value),
      standard: defaults[name] === undefined ? null : textOf(defaults[name]),
      from: sourceOf(name),
    })),
    secrets: SECRETS.map((name) => ({ name, isSet: Boolean(env[name]) })),
  }
}

/** A URL may have a user name and a password, which are left out. */
const textOf = (value: unknown) =>
  (Array.isArray(value) ? value.join(', ') : String(value)).replace(/\/\/[^/@\s]*@/g, '//…@')
