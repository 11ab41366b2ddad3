import { join, resolve } from 'node:path'
import { projectRoot } from '../project-root.ts'
import type { KeysRequest } from './keys-arguments.ts'

/** Which file is meant: as it is called in what is said, and its path. */
export const placeOf = ({ file, isRemote }: KeysRequest) => {
  const usual = isRemote ? '.production.vars' : '.dev.vars'
  // npm changes into the root of the project, and says where it was called.
  const called = process.env.INIT_CWD ?? process.cwd()
  return file === undefined
    ? { name: usual, path: join(projectRoot, usual) }
    : { name: file, path: resolve(called, file) }
}

const inShell = (word: string) => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

/** What to type for these words and the same file. */
export const sameFor = (words: string, { file, isRemote }: KeysRequest) => {
  const remote = isRemote && words !== 'push' ? ' --remote' : ''
  return `npm run keys -- ${words}${remote}${file === undefined ? '' : ` --file ${inShell(file)}`}`
}

/** Not just `make` for a deployed Worker: new keys in place of those that it has lose every password. */
export const howToMake = (request: KeysRequest) => {
  const command = sameFor('make', request)
  return request.isRemote
    ? `Put the keys there that the Worker has; only for a Worker without keys: ${command}`
    : `To make it: ${command}`
}
