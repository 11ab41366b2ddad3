/** A time, in milliseconds, as answers write it. */
export const timeOf = (ms: number) => new Date(ms).toISOString()
