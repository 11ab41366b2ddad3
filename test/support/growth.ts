import { expect } from 'vitest'

/** How often it is measured before a busy machine is not the reason any more. */
const TRIES = 10
const FACTOR = 4
/** Between a time that grows with the size (4) and one that grows with its square (16). */
const MOST = 8
/** A time, in milliseconds, below which it is not compared: the clock is too coarse. */
const NOTHING = 2

/**
 * Expects that work takes about four times as long for four times as much. It compares two times of one run, so that it
 * does not depend on how fast a machine is. `prepare` makes the input of a size and returns the work.
 */
export async function expectLinear(
  size: number,
  prepare: (size: number) => (() => unknown) | Promise<() => unknown>,
): Promise<void> {
  const [small, large] = [await prepare(size), await prepare(size * FACTOR)]
  const ratios: number[] = []
  do {
    const base = Math.max(await timeOf(small), NOTHING)
    ratios.push((await timeOf(large)) / base)
  } while (Math.min(...ratios) >= MOST && ratios.length < TRIES)
  expect(Math.min(...ratios)).toBeLessThan(MOST)
}

async function timeOf(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
