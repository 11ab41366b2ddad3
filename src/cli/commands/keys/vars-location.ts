import { join, resolve } from 'node:path'
import { projectRoot } from '../../project-root.ts'
import type { KeysRequest } from './keys-request.ts'

/** The vars file: its name in messages, and its path. */
export const placeOf = ({ file, isRemote }: KeysRequest) => {
  const usual = isRemote ? '.production.vars' : '.dev.vars'
  // npm changes to the root of the project.
  const called = process.env.INIT_CWD ?? process.cwd()
  return file === undefined
    ? { name: usual, path: join(projectRoot, usual) }
    : { name: file, path: resolve(called, file) }
}

const inShell = (word: string) => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

/** The command with these words, for the same file. */
export const commandFor = (words: string, { file, isRemote }: KeysRequest) => {
  const remote = isRemote && words !== 'push' ? ' --remote' : ''
  return `npm run keys -- ${words}${remote}${file === undefined ? '' : ` --file ${inShell(file)}`}`
}

/** For a deployed Worker not only `make`: new keys in place of its own would lose every password. */
export const howToMake = (request: KeysRequest) => {
  const command = commandFor('make', request)
  return request.isRemote
    ? `Put the keys of the deployed Worker there. Only for a Worker without keys: ${command}`
    : `To create it: ${command}`
}
