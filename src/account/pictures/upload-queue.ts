import { openSemaphore } from '../limits/semaphore.ts'

const MIB = 2 ** 20

/**
 * Works on an upload whose body was received, once it has a permit. The weight is the length of the body in bytes. A
 * file is in memory twice while it is cleaned and stored, and several times as base64; an isolate has 128 MiB. Refuses
 * as `busy` if 64 uploads wait.
 */
export const inUploadQueue = openSemaphore({
  capacity: 12 * MIB,
  waiting: 64,
  patience: Number.POSITIVE_INFINITY,
  longest: 60_000,
})

/**
 * Cleans a picture once it has a permit. A few kilobytes of PNG may unpack to megabytes of pixels, whatever the size of
 * the upload, so at most four are cleaned at once. Many may wait, because their bodies are in memory already.
 */
export const inCleaningQueue = openSemaphore({ capacity: 4, waiting: 1000, patience: 0, longest: 5_000 })
