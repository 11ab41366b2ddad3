import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { withBudgets } from './print.ts'

it('docs/costs.md prints the table of budgets as it is', () => {
  const costs = readFileSync(new URL('../../../docs/costs.md', import.meta.url), 'utf8')
  expect(costs).toBe(withBudgets(costs))
})

it('finds no place for the table in a text without its marks', () => {
  expect(() => withBudgets('# Another page')).toThrow('no place for the table')
})
