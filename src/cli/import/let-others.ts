import { setImmediate as others } from 'node:timers/promises'

/** How many are passed on at once: some milliseconds of work. */
const AT_ONCE = 250

/**
 * Passes on what is read from a disk without waiting, and now and then lets everything else have its turn: Ctrl-C would
 * not be heard otherwise, nor that the local database has closed a connection, which the next request would be sent on.
 */
export async function* lettingOthers<Each>(all: Iterable<Each> | AsyncIterable<Each>): AsyncGenerator<Each> {
  let passed = 0
  for await (const each of all) {
    if (++passed % AT_ONCE === 0) await others()
    yield each
  }
}
