import { readFileSync, writeFileSync } from 'node:fs'
import { type Budget, budgets, reasons } from '../../budgets/table.ts'

const BEGIN = '<!-- budgets: `npm run budgets` -->'
const END = '<!-- /budgets -->'

const figure = (number: number) => (number === 0 ? '–' : String(number))

const rowOf = ([request, { d1, after, read, written, kv, r2, hashes, why }]: [string, Budget]) => {
  const figures = [d1, after, read, written, kv, r2, hashes].map(figure)
  const notes = why ? ` <sup>${why}</sup>` : ''
  return `| ${request}${notes} | ${figures.join(' | ')} |`
}

/** The table as README.md has it. */
export const printBudgets = (): string =>
  [
    BEGIN,
    '| Request | D1 | after | rows read | written | KV | R2 | hashes |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...Object.entries(budgets).map(rowOf),
    '',
    ...Object.entries(reasons).map(([letter, reason]) => `- <sup>${letter}</sup> ${reason}`),
    END,
  ].join('\n')

/** A text with the table in it as it is now. Throws where the text has no place for it. */
export function withBudgets(text: string): string {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (from < 0 || to < from) throw new Error(`no place for the table: ${BEGIN} … ${END}`)
  return text.slice(0, from) + printBudgets() + text.slice(to + END.length)
}

if (import.meta.main) {
  const readme = new URL('../../../README.md', import.meta.url)
  writeFileSync(readme, withBudgets(readFileSync(readme, 'utf8')))
}
