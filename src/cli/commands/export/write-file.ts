import { existsSync, renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { type Confirm, requireConfirmation } from '../../confirmation.ts'
import { Refused } from '../../refused.ts'

/** Throws Refused if there is such a file, unless it may be written over. */
export const requireFreeFile = async (file: string, isMeant: boolean, confirm: Confirm): Promise<void> => {
  if (existsSync(file)) await requireConfirmation(isMeant, `This writes over ${file}.`, confirm)
}

const AT_ONCE = 1 << 18

/** The error of a file as a refusal. */
const refusalOf = (file: string, error: unknown): unknown => {
  const { syscall, code } = error as NodeJS.ErrnoException
  return syscall === undefined ? error : new Refused(`${file} cannot be written: ${code}`)
}

/** A file that nobody else has made, or had open before. */
const openNew = async (file: string) => {
  rmSync(file, { force: true })
  return open(file, 'wx', 0o600)
}

/**
 * Writes text to a file that only its owner can read. It has another name until it is whole, and is gone if it is not.
 * Throws Refused if it cannot be written.
 */
export const writePrivately = async (file: string, text: AsyncIterable<string>): Promise<void> => {
  const part = `${file}.part`
  const handle = await openNew(part).catch((error: unknown) => {
    throw refusalOf(file, error)
  })
  // What opens the database ends the process at once on a signal, without an error that would come here.
  const remove = () => rmSync(part, { force: true })
  process.once('exit', remove)
  try {
    let waiting = ''
    for await (const each of text) {
      waiting += each
      if (waiting.length < AT_ONCE) continue
      await handle.writeFile(waiting)
      waiting = ''
    }
    await handle.writeFile(waiting)
    await handle.sync()
    await handle.close()
    renameSync(part, file)
  } catch (error) {
    await handle.close().catch(() => {})
    remove()
    throw refusalOf(file, error)
  } finally {
    process.off('exit', remove)
  }
}
