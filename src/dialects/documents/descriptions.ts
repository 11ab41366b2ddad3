import type { Documented } from './api.ts'
import { type Budget, budgets } from './budgets.ts'
import { roundTrips } from './round-trips.ts'

/**
 * What the document says of an operation: what it does, what it refuses, and what it costs where that was counted: of
 * operations that only some configurations have it was not. `key`: where the table of its API has it.
 */
export const descriptionOf = ({ does, refuses, costs }: Documented, key: string): string =>
  [does, refuses, ...(costs.length > 0 ? [costsOf(costs)] : costOf(key))].join('\n\n')

const costsOf = (costs: Documented['costs']) =>
  [
    'Round trips to D1:',
    '',
    ...costs.map((request) => `- ${request}: ${roundTripsOf(budgets[request])}`),
  ].join('\n')

const roundTripsOf = ({ d1, after }: Budget) =>
  `${d1 === 0 ? 'none' : d1}${after === 0 ? '' : `, and ${after} after the response`}`

function costOf(key: string): string[] {
  const counted = roundTrips[key]
  if (counted === undefined) return []
  return [`Round trips to D1 before the response, when nothing is refused: ${counted}.`]
}
