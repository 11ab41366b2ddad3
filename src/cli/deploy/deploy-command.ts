import { setTimeout as pause } from 'node:timers/promises'
import { makeAskWrangler } from '../ask-wrangler.ts'
import { askDeployment } from '../doctor/ask-deployment.ts'
import { checkList } from '../doctor/check-list.ts'
import { examineDeployment } from '../doctor/examine-deployment.ts'
import { hasFault, type Section } from '../doctor/finding.ts'
import { needLogin } from '../log-in.ts'
import { complain, note, showProgress, warn } from '../terminal.ts'
import { readVarsFile } from '../vars-file.ts'
import type { WorkerConfig } from '../worker-config.ts'
import type { runWrangler } from '../wrangler.ts'
import { neededSecrets, needFitSettings, secretsToHandOver } from './check-before.ts'
import type { DeployRequest } from './deploy-arguments.ts'
import { lookAround } from './look-around.ts'
import { planDeploy, type Step } from './plan.ts'

/** `varsFile` is the path of .production.vars; `patience`, in milliseconds, how long a deployment may take to come up. */
export type DeployMeans = {
  config: WorkerConfig
  varsFile: string
  run: typeof runWrangler
  stop: AbortSignal
  askUrl?: typeof askDeployment
  patience?: { each: number; rounds: number }
}

/** Does what is asked for and gives the exit code. Throws Refused before anything was changed. */
export const runDeployCommand = async ({ isDry }: DeployRequest, means: DeployMeans): Promise<number> => {
  const { config, varsFile, run, stop } = means
  needFitSettings(config)
  const ask = makeAskWrangler(run, stop)
  const hideProgress = showProgress('Asking Cloudflare what is there')
  const steps = await prepare().finally(hideProgress)
  if (isDry) {
    console.log(steps.map(({ says }, index) => `  ${index + 1}. ${says}`).join('\n'))
    console.log(`  ${steps.length + 1}. Ask ${config.vars.PUBLIC_URL}/readyz\n\nNothing was changed.`)
    return 0
  }
  for (const step of steps) {
    const code = await take(step, means)
    if (code !== 0) return code
  }
  return lookAfter(means)

  async function prepare() {
    await needLogin(ask)
    const deployed = await lookAround(ask, config)
    const text = readVarsFile(varsFile)
    const secrets = await secretsToHandOver(neededSecrets(config), deployed.secrets, text, varsFile)
    return planDeploy(config, deployed, secrets)
  }
}

/** What wrangler says is shown when it failed. */
const take = async ({ says, args, input, failed }: Step, { run, stop }: DeployMeans): Promise<number> => {
  const said: string[] = []
  const hideProgress = showProgress(says)
  const code = await run(args, stop, (line) => said.push(line), input)
  hideProgress()
  if (code === 0 && !stop.aborted) {
    // Where wrangler put a Worker that has no route of its own.
    const address = /https:\/\/\S+\.workers\.dev/.exec(said.join('\n'))?.[0]
    note(address ? `${says}  ${address}` : says)
    return 0
  }
  console.error(said.join('\n').trim())
  complain(stop.aborted ? 'Told to stop. To go on: npm run deploy' : failed)
  return code || 1
}

/** A new route or a new version takes its time to be everywhere. */
const lookAfter = async ({ config, stop, ...means }: DeployMeans): Promise<number> => {
  const { askUrl = askDeployment, patience = { each: 3_000, rounds: 20 } } = means
  const url = String(config.vars.PUBLIC_URL).replace(/\/+$/, '')
  const hideProgress = showProgress(`Asking ${url}/readyz`)
  let sections: Section[] = []
  for (let round = 0; round < patience.rounds && !stop.aborted; round++) {
    if (round > 0) await pause(patience.each, undefined, { signal: stop }).catch(() => {})
    sections = await examineDeployment(url, askUrl)
    if (!hasFault(sections)) break
  }
  hideProgress()
  console.log(checkList(sections))
  if (!hasFault(sections)) return 0
  warn(`The Worker is deployed, and is not ready yet. To ask again: npm run doctor -- --remote ${url}`)
  return 1
}
