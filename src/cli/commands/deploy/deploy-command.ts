import { setTimeout as pause } from 'node:timers/promises'
import { bundleWorker } from '../../bundle/bundle-worker.ts'
import { Refused } from '../../refused.ts'
import { complain, note, showProgress, warn } from '../../terminal.ts'
import { readVarsFile } from '../../vars-file.ts'
import { requireLogin } from '../../wrangler/require-login.ts'
import { openWrangler, type Wrangler } from '../../wrangler/run-wrangler.ts'
import type { WorkerConfig } from '../../wrangler/worker-config.ts'
import { checkDeployment } from '../doctor/check-deployment.ts'
import { checkList } from '../doctor/check-list.ts'
import { fetchStatus } from '../doctor/fetch-status.ts'
import { hasFault, type Section } from '../doctor/finding.ts'
import { type DeployedState, readDeployedState } from './deployed-state.ts'
import { type Jurisdiction, planDeploy, type Step } from './plan.ts'
import { neededSecrets, requireUsableSettings, secretsToUpload } from './preflight.ts'

/** `jurisdiction`: where the data of a new database have to stay. */
export type DeployRequest = { isDry: boolean; jurisdiction?: Jurisdiction }

/** `varsFile` is the path of .production.vars; `retries` is how often a new deployment is requested, and how long between. */
export type DeployContext = {
  config: WorkerConfig
  varsFile: string
  stop: AbortSignal
  wrangler?: Wrangler
  bundle?: () => Promise<unknown>
  fetchUrl?: typeof fetchStatus
  /** Asks where the data have to stay. Undefined: anywhere, or nobody is there to ask. */
  askJurisdiction?: () => Promise<Jurisdiction | undefined>
  retries?: { times: number; ms: number }
}

/** Deploys and returns the exit code. Throws Refused before anything was changed. */
export const runDeployCommand = async (
  { isDry, jurisdiction }: DeployRequest,
  context: DeployContext,
): Promise<number> => {
  const { config, varsFile, stop, wrangler = openWrangler(stop), bundle = () => bundleWorker() } = context
  requireUsableSettings(config)
  const hideProgress = showProgress('Checking what Cloudflare has')
  const { deployed, secrets } = await look().finally(hideProgress)
  const steps = planDeploy(config, deployed, secrets, await whereTo(deployed))
  if (isDry) {
    console.log(steps.map(({ title }, index) => `  ${index + 1}. ${title}`).join('\n'))
    console.log(`  ${steps.length + 1}. Request ${config.vars.PUBLIC_URL}/readyz\n\nNothing was changed.`)
    return 0
  }
  const hideBundling = showProgress('Bundling the Worker')
  await bundle().finally(hideBundling)
  for (const step of steps) {
    const code = await runStep(step, wrangler, stop)
    if (code !== 0) return code
  }
  return checkReadiness(context)

  async function look() {
    await requireLogin(wrangler)
    const deployed = await readDeployedState(wrangler, config)
    const text = readVarsFile(varsFile)
    const secrets = await secretsToUpload(neededSecrets(config), deployed.secrets, text, varsFile)
    return { deployed, secrets }
  }

  async function whereTo({ hasDatabase }: DeployedState): Promise<Jurisdiction | undefined> {
    if (hasDatabase && jurisdiction !== undefined)
      throw new Refused(
        'The database is there already. A jurisdiction can only be chosen when it is created, so leave --jurisdiction out',
      )
    return hasDatabase || isDry ? jurisdiction : (jurisdiction ?? context.askJurisdiction?.())
  }
}

/** The output of wrangler is shown when it fails. */
const runStep = async (
  { title, args, input, failed }: Step,
  wrangler: Wrangler,
  stop: AbortSignal,
): Promise<number> => {
  const hideProgress = showProgress(title)
  const { code, text } = await wrangler(args, input)
  hideProgress()
  if (code === 0) {
    // The URL of a Worker that has no route of its own.
    const url = /https:\/\/\S+\.workers\.dev/.exec(text)?.[0]
    note(url ? `${title}  ${url}` : title)
    return 0
  }
  console.error(text.trim())
  complain(stop.aborted ? 'Stopped. To continue: npm run deploy' : failed)
  return code
}

/** A new route or a new version takes some time to be everywhere. */
const checkReadiness = async ({ config, stop, ...context }: DeployContext): Promise<number> => {
  const { fetchUrl = fetchStatus, retries = { times: 20, ms: 3_000 } } = context
  const url = String(config.vars.PUBLIC_URL).replace(/\/+$/, '')
  const hideProgress = showProgress(`Requesting ${url}/readyz`)
  let sections: Section[] = []
  for (let time = 0; time < retries.times && !stop.aborted; time++) {
    if (time > 0) await pause(retries.ms, undefined, { signal: stop }).catch(() => {})
    sections = await checkDeployment(url, fetchUrl)
    if (!hasFault(sections)) break
  }
  hideProgress()
  console.log(checkList(sections))
  if (!hasFault(sections)) return 0
  warn(`The Worker is deployed, but not ready yet. To check again: npm run doctor -- --remote ${url}`)
  return 1
}
