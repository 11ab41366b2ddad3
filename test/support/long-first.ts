import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Short files whose tests take long. */
const LONG = /\/test\/(guarantees|budgets|cli\/(import|bench)|dialects\/uploads-at-once)\b/

/**
 * Begins with what takes long, so that one core does not work on it alone in the end. A clone that has not run the tests
 * yet knows no times, and vitest would go by the sizes of the files.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const [long, others] = [true, false].map((isLong) =>
      sorted.filter(({ moduleId }) => LONG.test(moduleId) === isLong),
    ) as [TestSpecification[], TestSpecification[]]
    // Files of a project stay together: they share runtimes.
    const projects = [...new Set(sorted.map(({ project }) => project))]
    return projects.flatMap((own) => [...long, ...others].filter(({ project }) => project === own))
  }
}
