/** The time, in milliseconds since 1970. Tests bring a clock that they set. */
export type Clock = { now(): number }

export const systemClock: Clock = { now: () => Date.now() }
