import { parseEnv } from 'node:util'
import { Refused } from '../../refused.ts'
import { varsInForce, type WorkerConfig } from '../../wrangler/worker-config.ts'
import { checkBindings } from '../doctor/check-bindings.ts'
import { checkProductionSecrets } from '../doctor/check-secrets.ts'
import { checkProductionSettings } from '../doctor/check-settings.ts'
import type { Finding } from '../doctor/finding.ts'

const NEEDED = ['PUBLIC_URL', 'MAIL_FROM']
const KEY_SETS = ['MASTER_KEYS', 'SIGNING_KEYS']

const isBlocking = ({ state, about }: Finding) =>
  state === 'fault' || (state === 'warning' && NEEDED.includes(about))

/** Throws Refused, with how to fix each fault, while wrangler.toml is not ready for a deployment. */
export const requireUsableSettings = (config: WorkerConfig): void => {
  const findings = [...checkBindings(config), ...checkProductionSettings(varsInForce(config))]
  const faults = findings.filter(isBlocking)
  if (faults.length === 0) return
  const lines = faults.map(({ about, message, fix }) => `${about}: ${message}${fix ? `\n    ${fix}` : ''}`)
  throw new Refused(`wrangler.toml is not ready for a deployment:\n  ${lines.join('\n  ')}`)
}

/** The names of the secrets that the Worker needs with the settings of wrangler.toml. */
export const neededSecrets = (config: WorkerConfig): string[] => {
  const { MAIL_PROVIDER, TURNSTILE } = varsInForce(config)
  return [
    ...KEY_SETS,
    ...(MAIL_PROVIDER === 'resend' ? ['RESEND_API_KEY'] : []),
    ...(TURNSTILE ? ['TURNSTILE_SECRET'] : []),
  ]
}

const advice = (missing: string[], hasFile: boolean): string[] => [
  ...(missing.some((name) => KEY_SETS.includes(name))
    ? [
        hasFile
          ? 'Put the keys into .production.vars. For a Worker that never had any: npm run keys -- make --remote'
          : 'To create both key sets: npm run keys -- make --remote',
      ]
    : []),
  ...missing
    .filter((name) => !KEY_SETS.includes(name))
    .map((name) => `To set it: npx wrangler secret put ${name}`),
]

/**
 * The secrets that the Worker lacks and .production.vars has. Throws Refused, with what to type, when one is in neither,
 * or cannot be used.
 */
export const secretsToUpload = async (
  needed: string[],
  deployed: string[],
  text: string | undefined,
  file: string,
): Promise<Record<string, string>> => {
  const lacking = needed.filter((name) => !deployed.includes(name))
  const vars = parseEnv(text ?? '')
  const missing = lacking.filter((name) => !vars[name])
  if (missing.length > 0) {
    throw new Refused(
      [`The Worker has no ${missing.join(' and no ')}`, ...advice(missing, text !== undefined)].join('\n  '),
    )
  }
  const findings = lacking.some((name) => KEY_SETS.includes(name))
    ? await checkProductionSecrets(text, file)
    : []
  const unusable = findings.find(({ state, about }) => state === 'fault' && lacking.includes(about))
  if (unusable) throw new Refused(`${unusable.about}: ${unusable.message}. ${unusable.fix}`)
  return Object.fromEntries(lacking.map((name) => [name, vars[name] ?? '']))
}
