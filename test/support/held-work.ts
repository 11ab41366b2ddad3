import { afterEach, beforeEach, vi } from 'vitest'
import { openSemaphore } from '../../src/account/limits/semaphore.ts'

/** The polls that wait for their timer: a test lets them go on, so that it does not depend on how busy a machine is. */
let timers: (() => void)[] = []

let areCutOff = false

/** For a test of a semaphore: its polls end when the work that a test ends lets them, and not with time. */
export function holdTimers(): void {
  beforeEach(() => {
    timers = []
    areCutOff = false
    vi.spyOn(scheduler, 'wait').mockImplementation(
      () =>
        new Promise((resolve) => {
          if (!areCutOff) timers.push(() => resolve(undefined))
        }),
    )
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
}

/** Every waiting request polls twice. */
export async function pause() {
  for (let polls = 0; polls < 2; polls++) {
    for (const end of timers.splice(0)) end()
    for (let step = 0; step < 20; step++) await Promise.resolve()
  }
}

/** Turns, a clock, and work that goes on until it is told to end. */
export function openWork(capacity: number, waiting: number, patience = Number.POSITIVE_INFINITY) {
  const inTurn = openSemaphore({ capacity, waiting, patience, longest: 10_000 })
  let time = 0
  const clock = { now: () => time }
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const start = (name: string, weight: number, client?: string) =>
    inTurn(clock, { weight, ...(client && { client }) }, async () => {
      begun.push(name)
      await new Promise<void>((resolve) => ends.set(name, resolve))
      return name
    })
  return {
    begun,
    start,
    end: async (name: string) => {
      ends.get(name)?.()
      await pause()
    },
    /** Begins what is cut off: its timers never end. */
    vanish: async (begin: () => void) => {
      areCutOff = true
      begin()
      await Promise.resolve()
      areCutOff = false
    },
    pass: (ms: number) => {
      time += ms
    },
  }
}
