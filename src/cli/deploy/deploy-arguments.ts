import { parseArgs } from 'node:util'
import { type Mistake, mistakeOf } from '../parse-mistake.ts'

export const usage = `Brings the Worker to Cloudflare, for the first time and ever after.

  npm run deploy                  checks, hands over missing secrets, migrates the database, deploys, asks /readyz
  npm run deploy -- --dry-run     checks, and says what it would do
  npm run deploy -- --help        this text

It needs a login (npx wrangler login, or CLOUDFLARE_API_TOKEN), and PUBLIC_URL and MAIL_FROM in wrangler.toml.`

export type DeployRequest = { kind: 'deploy'; isDry: boolean }

export const parseDeployArguments = (args: string[]): DeployRequest | { kind: 'help' } | Mistake => {
  try {
    const { values } = parseArgs({
      args,
      options: {
        'dry-run': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    return values.help ? { kind: 'help' } : { kind: 'deploy', isDry: values['dry-run'] }
  } catch (error) {
    return mistakeOf(error as Error)
  }
}
