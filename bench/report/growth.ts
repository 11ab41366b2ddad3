import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Measured } from '../measure.ts'
import { titleOf } from '../operations.ts'
import { findFigures, short, writeTable } from './figures-of.ts'
import { describeMachine } from './machine.ts'

const WANTED = 0.95

/** Rates of both sizes, and what the larger one has of the smaller one's. */
export function tableOfGrowth(
  measured: Measured[],
  [small, large]: [string, string],
  connections: number,
): string {
  const operations = [...new Set(measured.map(({ operation }) => operation))]
  const rows = operations.flatMap((operation) => {
    const one = findFigures(measured, { peer: small, operation, connections })
    const other = findFigures(measured, { peer: large, operation, connections })
    if (!one || !other) return []
    const ratio = other.rate / one.rate
    return [
      [
        titleOf[operation],
        short(one.rate),
        short(other.rate),
        ratio.toFixed(2),
        ratio >= WANTED ? 'met' : 'not met',
        short(one.cpu),
        short(other.cpu),
      ],
    ]
  })
  return writeTable(
    [
      '',
      `${small}, requests/s`,
      `${large}, requests/s`,
      'Ratio',
      `≥ ${WANTED}`,
      `CPU ms, ${small}`,
      `CPU ms, ${large}`,
    ],
    rows,
  )
}

/** Writes GROWTH.md if it is to, and gives the table. */
export function writeGrowth(
  measured: Measured[],
  sizes: [string, string],
  connections: number,
  writes: boolean,
) {
  const table = tableOfGrowth(measured, sizes, connections)
  if (!writes) return { table, written: undefined }
  const { machine, versions, commit } = describeMachine()
  writeFileSync(
    join(import.meta.dirname, '../GROWTH.md'),
    `# Growth

Written by \`npm run bench -- --accounts …\` on ${new Date().toISOString().slice(0, 10)}, commit ${commit}.

- ${machine}
- ${versions}
- Two workerds side by side, asked in turn by ${connections} connections, three sessions to each account; every request is another account's where an API allows it.

${table}
`,
  )
  return { table, written: 'bench/GROWTH.md' }
}
