import type { Statement } from '../ports/database.ts'
import { orFound } from '../ports/lost-answer.ts'
import type { Packed } from '../ports/outbox.ts'
import type { Ports } from '../ports/ports.ts'

/** Commits statements of which there may be none. */
export async function commitAll({ commit }: Ports, [first, ...rest]: Statement[]): Promise<void> {
  if (first) await commit(first, ...rest)
}

/** Commits a batch that is about nothing but errands. When its answer is lost, the errand is looked for. */
export async function commitErrands(
  ports: Ports,
  statements: Statement[],
  [errand]: Packed[],
): Promise<void> {
  const { outbox, holds } = ports
  if (errand) await orFound(commitAll(ports, statements), () => holds(outbox.isPending(errand.row.id)))
}
