const UNITS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
] as const

/** A unit of time, to be named in every language. */
export type Unit = 'day' | 'hour' | 'minute' | 'second'

/** A length of time in the largest unit that it is a whole number of. */
export function unitOf(seconds: number): { count: number; unit: Unit } {
  // Whole hours up to two days: "24 hours" is more exact than "1 day".
  const [size, unit] = UNITS.find(
    ([each]) => seconds % each === 0 && seconds >= (each === 86_400 ? 2 * each : each),
  ) ?? [1, 'second' as const]
  return { count: seconds / size, unit }
}
