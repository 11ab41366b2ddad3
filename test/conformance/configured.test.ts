import { describe, expect, it } from 'vitest'
import { openReplayTarget } from '../support/gatehouse.ts'
import { configurations } from './configurations.ts'
import { replay } from './replay.ts'
import type { Scenario } from './scenario.ts'

const files = import.meta.glob<Scenario>('./configured/**/*.json', { eager: true, import: 'default' })

describe.each(Object.entries(configurations))('%s', (project, config) => {
  const scenarios = Object.values(files).filter(({ dialect }) => dialect === project)

  it('has recorded conversations', () => expect(scenarios.length).toBeGreaterThan(10))

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    { timeout: 60_000 },
    async (_, scenario) => {
      const steps = await replay(scenario, await openReplayTarget(config))
      const problems = steps.flatMap((step) => step.problems.map((problem) => `${step.title}: ${problem}`))
      expect(problems).toEqual([])
    },
  )
})
