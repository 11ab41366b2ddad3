import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../src/cli/project-root.ts'
import { type Budget, budgets, reasons } from '../../../src/dialects/documents/budgets.ts'
import { fillIn } from '../docs/fill-in.ts'

const BEGIN = '<!-- budgets: `npm run budgets` -->'
const END = '<!-- /budgets -->'

const figure = (number: number) => (number === 0 ? '–' : String(number))

const rowOf = ([request, { d1, after, read, written, kv, r2, hashes, why }]: [string, Budget]) => {
  const figures = [d1, after, read, written, kv, r2, hashes].map(figure)
  const notes = why ? ` <sup>${why}</sup>` : ''
  return `| ${request}${notes} | ${figures.join(' | ')} |`
}

/** The table as docs/costs.md has it. */
export const printBudgets = (): string =>
  [
    '| Request | D1 | after | rows read | written | KV | R2 | hashes |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...Object.entries(budgets).map(rowOf),
    '',
    ...Object.entries(reasons).map(([message, reason]) => `- <sup>${message}</sup> ${reason}`),
  ].join('\n')

/** A text with the table in it as it is now. Throws where the text has no place for it. */
export const withBudgets = (text: string): string => fillIn(text, BEGIN, END, printBudgets())

if (import.meta.main) {
  const costs = join(projectRoot, 'docs/costs.md')
  writeFileSync(costs, withBudgets(readFileSync(costs, 'utf8')))
  console.log(`Wrote docs/costs.md: ${Object.keys(budgets).length} kinds of requests`)
}
