import type { Figures } from '../load/figures.ts'
import type { Measured } from '../measure.ts'
import type { Condition, Operation } from '../operations.ts'

type Place = { peer: string; operation: Operation; connections: number; condition?: Condition }

/** Undefined for what was not measured. */
export const findFigures = (
  measured: Measured[],
  { peer, operation, connections, condition = 'plain' }: Place,
): Figures | undefined =>
  measured.find(
    (each) =>
      each.peer === peer &&
      each.operation === operation &&
      each.connections === connections &&
      each.condition === condition,
  )?.figures

const DASH = '–'

/** Three digits that mean something. */
export function short(number: number | undefined): string {
  if (number === undefined || !Number.isFinite(number)) return DASH
  if (Math.abs(number) >= 100) return Math.round(number).toLocaleString('en')
  return number.toFixed(Math.abs(number) >= 10 ? 1 : 2)
}

export const timesOf = (one: number | undefined, other: number | undefined): string =>
  one === undefined || other === undefined ? DASH : `${short(one / other)} ×`

/** A Markdown table whose columns also stand below each other in a terminal; numbers to the right. */
export function writeTable(head: string[], rows: string[][]): string {
  const widths = head.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0), 3),
  )
  const isNumber = head.map((_, at) => rows.every((row) => /^[\d–<-]/.test(row[at] ?? '')))
  const pad = (text: string, at: number) =>
    isNumber[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0)
  const line = (cells: string[]) => `| ${cells.map(pad).join(' | ')} |`
  const rule = widths.map((width, at) => (isNumber[at] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)))
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n')
}
