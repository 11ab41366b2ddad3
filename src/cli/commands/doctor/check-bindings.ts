import { parseEnv } from 'node:util'
import { varsInForce, type WorkerConfig } from '../../wrangler/worker-config.ts'
import { type Finding, fault, good, warning } from './finding.ts'

/** The bindings of the Worker, each with the table of wrangler.toml that must have it. */
const bindingsOf = (config: WorkerConfig) => {
  const vars = varsInForce(config)
  return [
    ['DB', '[[d1_databases]]', config.d1_databases.some(({ binding }) => binding === 'DB')],
    ['REVOKED', '[[kv_namespaces]]', config.kv_namespaces.some(({ binding }) => binding === 'REVOKED')],
    ['PICTURES', '[[r2_buckets]]', config.r2_buckets.some(({ binding }) => binding === 'PICTURES')],
    ['GATE', '[[ratelimits]]', config.ratelimits.some(({ name }) => name === 'GATE')],
    ['ASSETS', '[assets]', config.assets?.binding === 'ASSETS'],
    ...(vars.MAIL_PROVIDER === 'resend'
      ? []
      : [['EMAIL', '[[send_email]]', config.send_email.some(({ name }) => name === 'EMAIL')] as const]),
    ...(vars.THUMBNAILS === 'true'
      ? [['IMAGES', '[images]', config.images?.binding === 'IMAGES'] as const]
      : []),
  ] as const
}

const checkRest = ({ d1_databases, triggers, secrets, main }: WorkerConfig): Finding[] => [
  ...(main ? [] : [fault('Worker', 'wrangler.toml has no main', 'Put back: main = "src/worker.ts"')]),
  ...(d1_databases.some(({ binding, migrations_dir }) => binding === 'DB' && !migrations_dir)
    ? [fault('Migrations', 'DB has no migrations_dir', 'Put back: migrations_dir = "migrations"')]
    : []),
  ...(triggers.crons?.length
    ? []
    : [
        fault(
          'Cron',
          'there is none, so an email that fails once is never sent again',
          'Put back: crons = ["* * * * *"]',
        ),
      ]),
  ...(secrets
    ? [
        warning(
          'Secrets',
          '[secrets] hides from the Worker what it does not name in .dev.vars',
          'Remove [secrets] from wrangler.toml',
        ),
      ]
    : []),
]

export const checkBindings = (config: WorkerConfig): Finding[] => {
  const bindings = bindingsOf(config)
  const missing = bindings.filter(([, , isThere]) => !isThere)
  return [
    ...missing.map(([name, table]) =>
      fault('Binding', `${name} is missing in wrangler.toml`, `Put it back, under ${table}`),
    ),
    ...(missing.length === 0 ? [good('Bindings', bindings.map(([name]) => name).join(', '))] : []),
    ...checkRest(config),
  ]
}

/** The variables as the Worker gets them: a vars file overrides wrangler.toml, and gatehouse.config.ts both. */
export const varsOf = ({ vars, stated }: WorkerConfig, text = ''): Record<string, unknown> => ({
  ...vars,
  ...parseEnv(text),
  ...stated,
})
