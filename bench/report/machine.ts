import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../../src/cli/project-root.ts'

/** What npm has installed under a name, or would: not every package lets its package.json be asked for. */
function versionOf(name: string, folder = projectRoot): string {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
  return packages[`node_modules/${name}`].version
}

const commit = () => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return 'unknown'
  }
}

/** What has to be known of a machine to compare its figures; nothing that tells whose it is. */
export function describeMachine() {
  const [cpu] = cpus()
  return {
    machine: `${cpu?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
    versions: [
      `Node ${process.versions.node}`,
      `workerd ${versionOf('workerd')}`,
      `wrangler ${versionOf('wrangler')}`,
      `hono ${versionOf('hono')}`,
      `better-auth ${versionOf('better-auth', join(projectRoot, 'bench'))}`,
    ].join(', '),
    commit: commit(),
  }
}
