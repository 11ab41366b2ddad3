import type { Statement } from '../ports/database.ts'
import { recoverLostAnswer } from '../ports/lost-answer.ts'
import type { PreparedJob } from '../ports/outbox.ts'
import type { Ports } from '../ports/ports.ts'

/** Commits statements of which there may be none. */
export async function commitAll({ commit }: Ports, [first, ...rest]: Statement[]): Promise<void> {
  if (first) await commit(first, ...rest)
}

/** Commits a batch that is about nothing but jobs. When its answer is lost, the job is looked for. */
export async function commitJobs(ports: Ports, statements: Statement[], [job]: PreparedJob[]): Promise<void> {
  const { outbox, rowExists } = ports
  if (job)
    await recoverLostAnswer(commitAll(ports, statements), () => rowExists(outbox.isPending(job.row.id)))
}
