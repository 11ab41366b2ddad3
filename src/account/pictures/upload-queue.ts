import { openSemaphore } from '../limits/semaphore.ts'

const MIB = 2 ** 20

/**
 * Works on what was uploaded when it is this upload's turn, once its body has been received. Its weight is the length of the
 * body, in bytes. A file is there twice while it is cleaned and stored, and several times over as base64; an
 * isolate has 128 MiB. Refuses as `busy` what comes when 64 wait.
 */
export const inUploadQueue = openSemaphore({
  capacity: 12 * MIB,
  waiting: 64,
  patience: Number.POSITIVE_INFINITY,
  longest: 60_000,
})

/**
 * Cleans a picture when it is its turn. The pixels of a few kilobytes may be megabytes while the end of a PNG is looked
 * for, so the weight of the upload says nothing of it: no more than four are cleaned at once. Whoever waits is there
 * already, so many may.
 */
export const inCleaningQueue = openSemaphore({ capacity: 4, waiting: 1000, patience: 0, longest: 5_000 })
