/** What a request waits for, as `Server-Timing` names it. */
export type Part = 'd1' | 'kv' | 'r2' | 'hash'

/** How long, in milliseconds, a request has waited for each part so far, added up where it waited at once. */
export type Timing = { begun: number; spent: Map<Part, number> }

export const beginTiming = (): Timing => ({ begun: performance.now(), spent: new Map() })

/** Adds how long some work takes, however it ends. */
export async function spend<Done>({ spent }: Timing, part: Part, work: () => Promise<Done>): Promise<Done> {
  const begun = performance.now()
  try {
    return await work()
  } finally {
    spent.set(part, (spent.get(part) ?? 0) + performance.now() - begun)
  }
}

/**
 * The value of a `Server-Timing` header (W3C). On Cloudflare a clock stands still while the Worker computes, so that
 * there a hash and the time between two waits count as nothing.
 */
export const writeTiming = ({ begun, spent }: Timing, roundTrips: number): string =>
  [
    ...[...spent].map(
      ([part, duration]) =>
        `${part};dur=${duration.toFixed(1)}${part === 'd1' ? `;desc="${roundTrips} round trips"` : ''}`,
    ),
    `total;dur=${(performance.now() - begun).toFixed(1)}`,
  ].join(', ')
