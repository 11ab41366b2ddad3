import type { WorkerConfig } from '../../src/cli/wrangler/worker-config.ts'

/** What wrangler makes of a wrangler.toml that is ready for a deployment; `own` and `vars` are a test's. */
export const configWith = (
  vars: Record<string, unknown> = {},
  own: Partial<WorkerConfig> = {},
): WorkerConfig => ({
  name: 'gatehouse',
  main: 'src/worker.ts',
  vars: {
    ENVIRONMENT: 'production',
    PUBLIC_URL: 'https://id.example.com',
    MAIL_FROM: 'no-reply@example.com',
    MAIL_PROVIDER: 'cloudflare',
    ...vars,
  },
  d1_databases: [{ binding: 'DB', database_name: 'gatehouse', migrations_dir: 'migrations' }],
  kv_namespaces: [{ binding: 'REVOKED' }],
  r2_buckets: [{ binding: 'PICTURES' }],
  send_email: [{ name: 'EMAIL' }],
  ratelimits: [{ name: 'GATE' }],
  assets: { binding: 'ASSETS' },
  triggers: { crons: ['* * * * *'] },
  ...own,
})
