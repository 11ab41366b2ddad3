/** A time, in milliseconds, as answers write it. */
export const timeOf = (ms: number) => new Date(ms).toISOString()

export const timeOrNull = (ms: number | null) => (ms === null ? null : timeOf(ms))
