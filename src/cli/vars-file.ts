import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { Refused } from './refused.ts'

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code

/** The text of the file, undefined when there is none. Throws Refused when it cannot be read. */
export const readVarsFile = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new Refused(`${file} cannot be read: ${codeOf(error)}`)
  }
}

/** Writes the whole file or nothing, readable by its owner only. Throws Refused when it cannot. */
export const writeVarsFile = (file: string, text: string) => {
  // A symbolic link stays one.
  const target = existsSync(file) ? realpathSync(file) : file
  const temporary = `${target}.${randomBytes(4).toString('hex')}`
  try {
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx', flush: true })
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw new Refused(`${file} cannot be written: ${codeOf(error)}`)
  }
}
