import type { Readiness } from './readiness.ts'

/** Whether every part works. By itself, because the build of the documents cannot load what readiness needs. */
export const isReady = ({ checks }: Pick<Readiness, 'checks'>): boolean =>
  Object.values(checks).every((problem) => problem === null)
