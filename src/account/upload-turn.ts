import { openTurns } from './turns.ts'

const MIB = 2 ** 20

/**
 * Works on what was uploaded when it is this upload's turn, once its body has been received. Its weight is the length of the
 * body, in bytes. A file is there twice while it is cleaned and stored, and several times over as base64; an
 * isolate has 128 MiB. Refuses as `busy` what comes when 64 wait.
 */
export const inUploadTurn = openTurns({ capacity: 12 * MIB, waiting: 64, inOrder: true, longest: 60_000 })
