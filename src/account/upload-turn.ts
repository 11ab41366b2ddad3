import { openTurns } from './turns.ts'

const MIB = 2 ** 20

/**
 * Works on what was uploaded when it is this upload's turn, from the first byte of its body on. Its weight is the length
 * of the body, in bytes. A body is there some three times over while it is read, cleaned and stored, more than that as
 * base64, and an isolate has 128 MiB. Refuses as `busy` what comes when 64 wait.
 */
export const inUploadTurn = openTurns({ capacity: 12 * MIB, waiting: 64, inOrder: true, longest: 60_000 })
