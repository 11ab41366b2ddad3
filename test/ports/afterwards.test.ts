import { describe, expect, it } from 'vitest'
import { openAfterAnswer } from '../../src/ports/afterwards.ts'

const bytes = (...values: number[]) => ({ bytes: () => new Uint8Array(values), uuid: () => '' })

/** How long work waits for its turn after the answer, and whether it was done. */
async function waited(isDevelopment: boolean, ...values: number[]) {
  const [waits, works]: [number[], Promise<unknown>[]] = [[], []]
  let isDone = false
  const pause = async (milliseconds: number) => void waits.push(milliseconds)
  openAfterAnswer({
    later: (work) => void works.push(work),
    random: bytes(...values),
    pause,
    isDevelopment,
  })(async () => {
    isDone = true
  })
  await Promise.all(works)
  expect(isDone).toBe(true)
  return waits
}

describe('what comes after the answer', () => {
  it('begins at a time that nobody knows, so that it does not show in the next request', async () => {
    expect(await waited(false, 0, 0)).toEqual([300])
    expect(await waited(false, 128, 0)).toEqual([1150])
    const [most = 0] = await waited(false, 255, 255)
    expect(Math.round(most)).toBe(2000)
  })

  it('begins at once in development, where people wait for their emails', async () => {
    expect(await waited(true, 255, 255)).toEqual([1])
  })
})
