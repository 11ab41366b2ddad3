import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DeployRequest, runDeployCommand } from '../../../src/cli/commands/deploy/deploy-command.ts'
import type { Jurisdiction } from '../../../src/cli/commands/deploy/plan.ts'
import { reportRefusal } from '../../../src/cli/refused.ts'
import { openWrangler, type streamWrangler } from '../../../src/cli/wrangler/run-wrangler.ts'
import type { WorkerConfig } from '../../../src/cli/wrangler/worker-config.ts'
import { SECRETS } from '../../support/secrets.ts'
import { listen } from '../listen.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { configWith } from '../worker-config.ts'

const ASKS = ['whoami', 'secret list', 'd1 list']
const READY = { status: 'ok', checks: { settings: null, database: null }, warnings: [] }

/** Usable keys, as .production.vars has them. */
export const KEYS = Object.entries(SECRETS)
  .map(([name, value]) => `${name}='${value}'\n`)
  .join('')

type Dependencies = {
  loggedIn?: boolean | 'offline'
  /** Names of the Worker's secrets; undefined when there is no Worker. */
  secrets?: string[] | undefined
  databases?: string[]
  /** The command that fails. */
  fails?: string
  varsText?: string
  bundle?: () => Promise<void>
  config?: WorkerConfig
  ready?: unknown
  askJurisdiction?: () => Promise<Jurisdiction | undefined>
}

/** Where wrangler would ask Cloudflare. `did` is what was changed there, in order. */
export const deployTo = async (cloudflare: Dependencies, request: DeployRequest = { isDry: false }) => {
  const { loggedIn = true, secrets, databases = [], fails, varsText, config = configWith() } = cloudflare
  const did: { command: string; input?: unknown }[] = []
  const urls: string[] = []
  const answers: Record<string, () => [code: number, stdout: string, stderr?: string]> = {
    whoami: () =>
      loggedIn === 'offline'
        ? [1, '', '✘ [ERROR] Unable to resolve the hostname\n\n  advice']
        : [loggedIn ? 0 : 1, JSON.stringify({ loggedIn }, null, 2)],
    'secret list': () =>
      secrets
        ? [
            0,
            JSON.stringify(
              secrets.map((name) => ({ name, type: 'secret_text' })),
              null,
              2,
            ),
          ]
        : [1, '', '✘ [ERROR] Worker "gatehouse" not found.'],
    deploy: () => [
      0,
      'Deployed gatehouse triggers (1.2 sec)\n  https://gatehouse.me.workers.dev\n  schedule: * * * * *',
    ],
    'd1 list': () => [
      0,
      JSON.stringify(
        databases.map((name) => ({ uuid: 'x', name })),
        null,
        2,
      ),
    ],
  }
  const stream: typeof streamWrangler = async (args, _, onLine, input) => {
    const command = args.join(' ')
    const asked = ASKS.find((each) => command.startsWith(each))
    if (!asked) did.push({ command, ...(input !== undefined && { input: JSON.parse(input) }) })
    const [name = ''] = args
    const [code, stdout, stderr] =
      command === fails ? [7, '', '✘ [ERROR] no luck'] : (answers[asked ?? name]?.() ?? [0, ''])
    for (const line of stdout.split('\n')) onLine(line, 'stdout')
    for (const line of stderr?.split('\n') ?? []) onLine(line, 'stderr')
    return code
  }
  const varsFile = join(temporaryFolder(), '.production.vars')
  if (varsText !== undefined) writeFileSync(varsFile, varsText, { mode: 0o600 })
  const printed = listen()
  const fetchUrl = async (url: string) => {
    urls.push(url)
    const body = url.endsWith('/healthz') ? { status: 'ok' } : (cloudflare.ready ?? READY)
    return { kind: 'response' as const, status: 200, body }
  }
  const stop = new AbortController().signal
  const context = {
    config,
    varsFile,
    fetchUrl,
    stop,
    wrangler: openWrangler(stop, stream),
    bundle: cloudflare.bundle ?? (async () => {}),
    retries: { times: 2, ms: 0 },
    ...(cloudflare.askJurisdiction && { askJurisdiction: cloudflare.askJurisdiction }),
  }
  const code = await reportRefusal(() => runDeployCommand(request, context))
  return { code, did, urls, ...printed }
}
