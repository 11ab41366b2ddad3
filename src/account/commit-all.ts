import type { Statement } from '../ports/database.ts'
import { recoverLostAnswer } from '../ports/lost-answer.ts'
import type { PreparedJob } from '../ports/outbox.ts'
import type { Ports } from '../ports/ports.ts'

/** Commits statements, if there are any. */
export async function commitAll(
  { commit }: Pick<Ports, 'commit'>,
  [first, ...rest]: Statement[],
): Promise<void> {
  if (first) await commit(first, ...rest)
}

/** Commits a batch that only adds jobs. If its answer is lost, the first job is looked up. */
export async function commitJobs(
  ports: Pick<Ports, 'outbox' | 'rowExists' | 'commit'>,
  statements: Statement[],
  [job]: PreparedJob[],
): Promise<void> {
  const { outbox, rowExists } = ports
  if (job)
    await recoverLostAnswer(commitAll(ports, statements), () => rowExists(outbox.isPending(job.row.id)))
}
