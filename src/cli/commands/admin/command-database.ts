import { openDatabase } from '../../../ports/database.ts'
import { openInTime } from '../../../ports/deadline.ts'
import { systemRandom } from '../../../ports/random.ts'
import { steadyDatabase } from '../../../ports/steady-database.ts'

/**
 * How long a command waits for D1, in milliseconds: longer than a request may. `reads`: as long as an import goes on with
 * a batch, because a read may come while another command is writing to the local database.
 */
export const PATIENT = { patience: { D1: 60_000 }, reads: { attempts: 4, pause: 1_000 } }

/** The database of a command, beside its ports. */
export const openCommandDatabase = (d1: D1Database) =>
  openDatabase(
    steadyDatabase(d1, {
      inTime: openInTime(PATIENT.patience),
      random: systemRandom,
      reads: PATIENT.reads,
    }),
  )
