import { InvalidArgumentError } from 'commander'
import { command, exits } from '../../command.ts'
import { projectRoot } from '../../project-root.ts'

/** `remote` is the URL of a deployment; without it this project is checked. */
export type DoctorRequest = { remote?: string; json: boolean }

const withScheme = (text: string) => {
  if (text.includes('://')) return text
  // A deployment has TLS, and this machine has none.
  return /^(localhost|127\.|\[::1\])/.test(text) ? `http://${text}` : `https://${text}`
}

const deploymentUrl = (text: string): string => {
  const { protocol = '', host = '', pathname = '', username, password } = URL.parse(withScheme(text)) ?? {}
  if (username || password) throw new InvalidArgumentError('It must not contain a username or a password.')
  if (!host || !/^https?:$/.test(protocol))
    throw new InvalidArgumentError('It is not the URL of a deployment.')
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`
}

const doctor = async ({ remote, json }: DoctorRequest): Promise<number> => {
  const { checkProject } = await import('./check-project.ts')
  const { checkDeployment } = await import('./check-deployment.ts')
  const { checkList, checkListJson } = await import('./check-list.ts')
  const { hasFault } = await import('./finding.ts')
  const sections = remote === undefined ? await checkProject(projectRoot) : await checkDeployment(remote)
  console.log(json ? checkListJson(sections) : checkList(sections))
  return hasFault(sections) ? 1 : 0
}

export const doctorCommand = (run: (request: DoctorRequest) => void | Promise<void> = exits(doctor)) =>
  command(
    'doctor',
    `Checks what Gatehouse needs, and says how to fix what is missing. Changes nothing.

It checks Node, wrangler.toml, the secrets, the local database, email and hashing, or a deployment's /healthz and /readyz. The exit code is 1 when it finds a fault (✘).`,
  )
    .summary('Checks what Gatehouse needs. Changes nothing.')
    .option('--remote <url>', 'check this deployment', deploymentUrl)
    .option('--json', 'print the findings as JSON', false)
    .action((request: DoctorRequest) => run(request))
