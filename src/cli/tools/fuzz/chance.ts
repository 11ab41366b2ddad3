/** Chance that can be repeated: the same seed gives the same numbers. */
export type Chance = {
  /** A whole number from 0 up to, and without, the limit. */
  below: (limit: number) => number
  /** Whether something happens that does in so many of 100 cases. */
  percent: (cases: number) => boolean
  pick: <Item>(items: readonly Item[]) => Item
}

/** mulberry32: small, fast and good enough to choose requests by. */
export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    percent: (cases) => below(100) < cases,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
  }
}

/** The seed of one request of a run, so that it can be repeated without those before it. */
export const seedOf = (seed: number, index: number): number =>
  (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)) >>> 0
