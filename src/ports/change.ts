import type { RunnableQuery } from 'drizzle-orm/runnable-query'
import { type Commit, type Condition, commitNamed, type Statement } from './database.ts'
import { type RowExists, recoverLostAnswer } from './lost-answer.ts'

/**
 * A change of an account as a value. `set` is the statement whose rows tell whether the change was made. What goes
 * `before` it still sees the account as it was; what comes `after` it sees the change. `proof` tells that the change
 * was made although D1's answer was lost: a condition that only the change can have made true, or a function that finds
 * the rows, and undefined if they cannot be told.
 */
export type Change<Row, Found> = {
  before?: Statement[]
  set: RunnableQuery<Row[], 'sqlite'>
  after?: Statement[]
  proof: Condition | (() => Promise<Found[] | undefined>)
}

type Dependencies = { commit: Commit; rowExists: RowExists }

/** Makes a change in one D1 batch, and returns the rows of `set`, or those of the proof if the answer was lost. */
export const openChange =
  ({ commit, rowExists }: Dependencies) =>
  async <Row, Found = { one: number }>({
    before = [],
    set,
    after = [],
    proof,
  }: Change<Row, Found>): Promise<(Row | Found)[]> => {
    const made = commitNamed(commit, { before, set, after })
    const find = () => (typeof proof === 'function' ? proof() : rowExists(proof))
    return recoverLostAnswer(
      made.then((results) => results.set as Row[]),
      find as () => Promise<Found[] | undefined>,
    )
  }
