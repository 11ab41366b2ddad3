import { styleText } from 'node:util'
import type { Row, State } from './django/row.ts'

const TITLES: Record<State, string> = {
  taken: 'Taken',
  always: 'Always so',
  'no effect': 'Without an effect here',
  'by hand': 'To set by hand',
  'not served': 'Not served',
  essential: 'Not served, and clients may need it',
}

const ORDER: State[] = ['taken', 'always', 'no effect', 'by hand', 'not served', 'essential']

/** What became of each setting, by what became of it. */
export function setupTable(rows: Row[]): string {
  const width = (of: (row: Row) => string, most: number) =>
    Math.min(most, Math.max(0, ...rows.map((row) => of(row).length)))
  const [first, second] = [width(({ setting }) => setting, 34), width(({ was }) => was, 40)]
  return ORDER.flatMap((state) => {
    const found = rows.filter((row) => row.state === state)
    if (found.length === 0) return []
    return [
      `\n${styleText('bold', TITLES[state])}`,
      ...found.map(
        ({ setting, was, became }) => `  ${setting.padEnd(first)}  ${was.padEnd(second)}  → ${became}`,
      ),
    ]
  }).join('\n')
}
