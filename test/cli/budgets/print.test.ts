import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { withBudgets } from './print.ts'

it('README.md prints the table of budgets as it is', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  expect(readme).toBe(withBudgets(readme))
})

it('finds no place for the table in a text without its marks', () => {
  expect(() => withBudgets('# Another page')).toThrow('no place for the table')
})
