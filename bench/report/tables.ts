import type { Measured } from '../measure.ts'
import { type Condition, OPERATIONS, titleOf } from '../operations.ts'
import type { Aim, Among } from './aims.ts'
import { findFigures, short, timesOf, writeTable } from './figures-of.ts'

export type Title = (peer: string) => string

const words = (isMet: boolean | undefined) =>
  isMet === undefined ? 'not measured' : isMet ? 'met' : 'not met'

export const tableOfAims = (aims: Aim[]) =>
  writeTable(
    ['Aim', 'Wanted', 'Found', ''],
    aims.map(({ aim, wanted, found, isMet }) => [aim, wanted, found, words(isMet)]),
  )

/** How many times the requests of each other one Gatehouse answers in the same time. */
export function tableOfRatios(measured: Measured[], connections: number, title: Title): string {
  const others = [...new Set(measured.map(({ peer }) => peer))].filter(
    (peer) => !peer.startsWith('gatehouse'),
  )
  const rows = OPERATIONS.flatMap((operation) => {
    const ours = findFigures(measured, { peer: 'gatehouse', operation, connections })
    if (!ours) return []
    const ratios = others.map((peer) =>
      timesOf(ours.rate, findFigures(measured, { peer, operation, connections })?.rate),
    )
    return [[titleOf[operation], short(ours.rate), ...ratios]]
  })
  return writeTable(['Gatehouse', 'Requests/s', ...others.map((peer) => `÷ ${title(peer)}`)], rows)
}

/** Everything of one condition and so many connections. */
export function tableOfFigures(
  measured: Measured[],
  { condition, connections }: { condition: Condition; connections: number },
  title: Title,
): string {
  const found = measured.filter((each) => each.condition === condition && each.connections === connections)
  const rows = OPERATIONS.flatMap((operation) =>
    found
      .filter((each) => each.operation === operation)
      .map(({ peer, figures }, at) => [
        at === 0 ? titleOf[operation] : '',
        title(peer),
        short(figures.rate),
        short(figures.p50),
        short(figures.p99),
        short(figures.cpu),
        figures.refused === 0 ? '–' : String(figures.refused),
      ]),
  )
  return writeTable(['', 'Who', 'Requests/s', 'p50 ms', 'p99 ms', 'CPU ms', 'Turned away'], rows)
}

export const tableOfReadsAmongLogins = (among: Among, title: Title) =>
  writeTable(
    ['Who', 'p50 ms', 'p99 ms', 'Reads'],
    among.map(({ peer, figures }) => [
      title(peer),
      short(figures.p50),
      short(figures.p99),
      String(figures.count),
    ]),
  )
