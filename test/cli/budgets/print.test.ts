import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { projectRoot } from '../../../src/cli/project-root.ts'
import { withBudgets } from './print.ts'

it('docs/costs.md prints the table of budgets as it is', () => {
  const costs = readFileSync(join(projectRoot, 'docs/costs.md'), 'utf8')
  expect(costs).toBe(withBudgets(costs))
})

it('finds no place for the table in a text without its marks', () => {
  expect(() => withBudgets('# Another page')).toThrow('no place for the table')
})
