/** What came of a round: each answer's time in milliseconds, how many were turned away, and CPU in milliseconds. */
export type Round = { latencies: number[]; refused: number; seconds: number; cpu: number }

/** `rate` is answers in a second; times, and CPU of one request, are milliseconds. */
export type Figures = { rate: number; p50: number; p99: number; cpu: number; count: number; refused: number }

/** The nearest-rank percentile of sorted numbers; NaN of none. */
export function percentile(sorted: Float64Array, percent: number): number {
  const rank = Math.ceil((percent / 100) * sorted.length)
  return sorted[Math.max(rank, 1) - 1] ?? Number.NaN
}

/** All rounds as one. */
export function figuresOf(rounds: Round[]): Figures {
  const sorted = Float64Array.from(rounds.flatMap(({ latencies }) => latencies)).sort()
  const sum = (pick: (round: Round) => number) => rounds.reduce((total, round) => total + pick(round), 0)
  return {
    rate: sorted.length / sum(({ seconds }) => seconds),
    p50: percentile(sorted, 50),
    p99: percentile(sorted, 99),
    cpu: sum(({ cpu }) => cpu) / sorted.length,
    count: sorted.length,
    refused: sum(({ refused }) => refused),
  }
}
