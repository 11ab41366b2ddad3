import { describe, expect, it } from 'vitest'
import { openReplayTarget } from '../support/gatehouse.ts'
import { replay } from './replay.ts'
import type { Scenario } from './scenario.ts'

const files = import.meta.glob<Scenario>('./scenarios/**/*.json', { eager: true, import: 'default' })
const byDialect = Map.groupBy(Object.values(files), (scenario) => scenario.dialect)

for (const [dialect, scenarios] of byDialect) {
  describe(dialect, () => {
    for (const scenario of scenarios) {
      it(scenario.name, async () => {
        const steps = await replay(scenario, await openReplayTarget())
        const problems = steps.flatMap((step) => step.problems.map((problem) => `${step.title}: ${problem}`))
        expect(problems).toEqual([])
      })
    }
  })
}
