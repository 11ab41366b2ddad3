import { realpathSync, renameSync, rmSync, type Stats, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { type Confirm, requireConfirmation } from '../../confirmation.ts'
import { Refused } from '../../refused.ts'

/** The error of a file as a refusal. */
const refusalOf = (file: string, error: unknown): unknown => {
  const { syscall, code } = error as NodeJS.ErrnoException
  return syscall === undefined ? error : new Refused(`${file} cannot be written: ${code}`)
}

/**
 * Where a file is in truth, if it is there: a link is kept, and what it leads to is replaced. Throws Refused for what must
 * not be replaced, such as a folder or a device.
 */
const existing = (file: string): string | undefined => {
  try {
    const found = statSync(file, { throwIfNoEntry: false })
    if (found && !found.isFile()) throw new Refused(`${file} is there already, and no file`)
    return found && realpathSync(file)
  } catch (error) {
    throw refusalOf(file, error)
  }
}

/** Throws Refused if there is such a file, unless it may be written over. */
export const requireFreeFile = async (file: string, isMeant: boolean, confirm: Confirm): Promise<void> => {
  if (existing(file) !== undefined) await requireConfirmation(isMeant, `This writes over ${file}.`, confirm)
}

/** A file that is being written. */
export type PrivateFile = {
  put: (text: string) => Promise<void>
  /** Writes over the beginning of the file, which is to have as many bytes. */
  putFirst: (text: string) => Promise<void>
}

const AT_ONCE = 1 << 18

/** A file that nobody else has made, or had open before. */
const openNew = async (file: string) => {
  rmSync(file, { force: true })
  return open(file, 'wx', 0o600)
}

const isSame = (one: Stats | undefined, other: Stats) => one?.ino === other.ino && one.dev === other.dev

/** A file under another name until `keep`. */
const openPart = async (file: string) => {
  try {
    const target = existing(file) ?? file
    const part = `${target}.part`
    const handle = await openNew(part)
    const made = await handle.stat()
    // Anyone who writes to the same file later has removed this one.
    const isMine = () => isSame(statSync(part, { throwIfNoEntry: false }), made)
    let waiting = ''
    const refusing = <Done>(work: Promise<Done>): Promise<Done> =>
      work.catch((error: unknown) => {
        throw refusalOf(file, error)
      })
    const flush = () => {
      const text = waiting
      waiting = ''
      return refusing(handle.writeFile(text))
    }
    return {
      put: async (text: string) => {
        waiting += text
        if (waiting.length >= AT_ONCE) await flush()
      },
      putFirst: async (text: string) => {
        await flush()
        await refusing(handle.write(text, 0))
      },
      /** Puts everything on the disk. */
      finish: async () => {
        await flush()
        await refusing(handle.sync())
        await refusing(handle.close())
      },
      keep: () => {
        if (!isMine()) throw new Refused(`Another export has begun to write ${file}. This one wrote nothing`)
        renameSync(part, target)
      },
      close: () => handle.close().catch(() => {}),
      remove: () => {
        if (isMine()) rmSync(part, { force: true })
      },
    }
  } catch (error) {
    throw refusalOf(file, error)
  }
}

type Part = Awaited<ReturnType<typeof openPart>>

/**
 * Writes a file that only its owner can read, or two. They have other names until both are whole and `work` is done, and
 * are gone if it fails. Throws Refused if one cannot be written.
 */
export const writePrivately = async (
  [file, second]: [file: string, second?: string | undefined],
  work: (file: PrivateFile, second: PrivateFile | undefined) => Promise<void>,
): Promise<void> => {
  const parts: Part[] = []
  const openNext = async (path: string) => {
    const part = await openPart(path)
    parts.push(part)
    return part
  }
  const remove = () => {
    for (const part of parts) part.remove()
  }
  // What opens the database ends the process at once on a signal, without an error that would come here.
  process.once('exit', remove)
  try {
    await work(await openNext(file), second === undefined ? undefined : await openNext(second))
    for (const part of parts) await part.finish()
    for (const part of parts) part.keep()
  } catch (error) {
    for (const part of parts) await part.close()
    remove()
    throw error
  } finally {
    process.off('exit', remove)
  }
}
