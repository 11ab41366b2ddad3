import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../src/cli/project-root.ts'

const NOT_OURS = /(^|\/)(node_modules|build|\.git|\.wrangler)(\/|$)/

/** The paths of all files under a folder of the project that are its own, with `/` between their parts. */
export const filesUnder = (folder: string): string[] =>
  readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(projectRoot.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => !NOT_OURS.test(path))
    .sort()

export const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8')
