import type { Documented } from './api.ts'
import { type Budget, budgets } from './budgets.ts'

/** What the document says of an operation: what it does, what it refuses, and what it costs where that was counted. */
export const descriptionOf = ({ does, refuses, costs }: Documented): string =>
  [does, refuses, ...(costs.length === 0 ? [] : [costOf(costs)])].join('\n\n')

const costOf = (costs: Documented['costs']) =>
  [
    'Round trips to D1:',
    '',
    ...costs.map((request) => `- ${request}: ${roundTripsOf(budgets[request])}`),
  ].join('\n')

const roundTripsOf = ({ d1, after }: Budget) =>
  `${d1 === 0 ? 'none' : d1}${after === 0 ? '' : `, and ${after} after the response`}`
