import { join } from 'node:path'
import { loadConfig } from '../../load-config.ts'
import { Refused } from '../../refused.ts'
import { readVarsFile } from '../../vars-file.ts'
import { readWorkerConfig, type WorkerConfig } from '../../wrangler/worker-config.ts'
import { localUrl } from '../start/local-url.ts'
import { checkBindings, varsOf } from './check-bindings.ts'
import { checkConfiguration } from './check-configuration.ts'
import { checkDatabase } from './check-database.ts'
import { checkHash } from './check-hash.ts'
import { checkMailLinks } from './check-mail.ts'
import { checkNode } from './check-node.ts'
import { checkDevelopmentSecrets, checkProductionSecrets } from './check-secrets.ts'
import { checkLocalNames, checkLocalSettings, checkProductionSettings } from './check-settings.ts'
import { type Finding, fault, good, type Section } from './finding.ts'

/** The text of a vars file, or what is wrong with it. */
const readVars = (file: string): { text: string | undefined; findings: Finding[] } => {
  try {
    return { text: readVarsFile(file), findings: [] }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { text: undefined, findings: [fault('Secrets', error.message)] }
  }
}

const readConfig = async (root: string): Promise<WorkerConfig | Finding> => {
  try {
    return await readWorkerConfig(join(root, 'wrangler.toml'))
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const file = error.message.startsWith('gatehouse') ? 'gatehouse.config.ts' : 'wrangler.toml'
    return fault(file, error.message, `Fix that line, or restore the file: git checkout ${file}`)
  }
}

/** Checks everything in this checkout that Gatehouse needs. Changes nothing, and sends no request. */
export const checkProject = async (root: string): Promise<Section[]> => {
  const config = await readConfig(root)
  if ('state' in config) return [{ title: 'This machine', findings: [checkNode(), config] }]

  const development = readVars(join(root, '.dev.vars'))
  const productionFile = join(root, '.production.vars')
  const production = readVars(productionFile)
  const here = varsOf(config, development.text)
  const there = varsOf(config)
  const isDeployable = Boolean(there.PUBLIC_URL)
  const linked = isDeployable ? there : { ...here, PUBLIC_URL: here.PUBLIC_URL || localUrl() }
  return [
    {
      title: 'This machine',
      findings: [
        checkNode(),
        good('wrangler.toml', 'can be read'),
        ...checkConfiguration(await loadConfig(root), config),
        ...checkBindings(config),
        await checkHash({ ...here, PUBLIC_URL: here.PUBLIC_URL || localUrl() }),
      ],
    },
    {
      title: 'Development',
      findings: [
        ...development.findings,
        ...(development.findings.length > 0 ? [] : await checkDevelopmentSecrets(development.text)),
        ...checkLocalSettings(here),
        ...checkLocalNames(development.text),
        ...(await checkDatabase(root, development.text, here)),
      ],
    },
    {
      title: 'Production',
      findings: [
        ...checkProductionSettings(there),
        ...production.findings,
        ...(production.findings.length > 0
          ? []
          : await checkProductionSecrets(production.text, productionFile)),
      ],
    },
    {
      title: `Links in emails, ${isDeployable ? 'in production' : 'on this machine'}`,
      findings: checkMailLinks(linked),
    },
  ].filter(({ findings }) => findings.length > 0)
}
