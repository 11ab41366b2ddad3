import { describe, expect, it } from 'vitest'
import { openTurns } from '../../src/account/turns.ts'

/** Turns, a clock, and work that goes on until it is told to end. */
function openWork(capacity: number, waiting: number, inOrder = true) {
  const inTurn = openTurns({ capacity, waiting, inOrder, longest: 10_000 })
  let time = 0
  const clock = { now: () => time }
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const start = (name: string, weight: number) =>
    inTurn(clock, weight, async () => {
      begun.push(name)
      await new Promise<void>((resolve) => ends.set(name, resolve))
      return name
    })
  const pause = () => scheduler.wait(30)
  return {
    begun,
    pause,
    start,
    end: async (name: string) => {
      ends.get(name)?.()
      await pause()
    },
    pass: (ms: number) => {
      time += ms
    },
  }
}

describe('turns', () => {
  it('let work begin while its weight fits, and the rest in the order in which it came', async () => {
    const { begun, start, end, pause } = openWork(10, 5)
    const all = [start('a', 4), start('b', 4), start('c', 4), start('d', 1), start('e', 10)]
    await pause()
    expect(begun).toEqual(['a', 'b'])
    await end('b')
    expect(begun).toEqual(['a', 'b', 'c', 'd'])
    await end('a')
    await end('c')
    expect(begun).toEqual(['a', 'b', 'c', 'd'])
    await end('d')
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e'])
    await end('e')
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('that are not in order go to what fits, also when enough wait', async () => {
    const { begun, start, end, pause } = openWork(2, 1, false)
    const all = [start('a', 1), start('b', 1), start('heavy', 2)]
    await pause()
    await end('a')
    const second = start('a again', 1)
    await pause()
    expect(begun).toEqual(['a', 'b', 'a again'])
    await end('b')
    await end('a again')
    expect(begun).toEqual(['a', 'b', 'a again', 'heavy'])
    await end('heavy')
    await Promise.all([...all, second])
  })

  it('take what is heavier than all of them alone', async () => {
    const { begun, start, end, pause } = openWork(10, 5)
    const all = [start('huge', 99), start('small', 1)]
    await pause()
    expect(begun).toEqual(['huge'])
    await end('huge')
    expect(begun).toEqual(['huge', 'small'])
    await end('small')
    await Promise.all(all)
  })

  it('are refused as busy when enough wait, before anything is done', async () => {
    const { begun, start, end } = openWork(1, 1)
    const [first, second] = [start('first', 1), start('second', 1)]
    await expect(start('third', 1)).rejects.toMatchObject({ reason: 'busy', issues: [] })
    await end('first')
    await end('second')
    expect(await Promise.all([first, second])).toEqual(['first', 'second'])
    expect(begun).toEqual(['first', 'second'])
  })

  it('are given back by work that fails', async () => {
    const inTurn = openTurns({ capacity: 1, waiting: 1, inOrder: true, longest: 10_000 })
    const clock = { now: () => 0 }
    const fail = () => Promise.reject(new Error('failed'))
    for (let time = 0; time < 3; time++) await expect(inTurn(clock, 1, fail)).rejects.toThrow('failed')
    await expect(inTurn(clock, 1, async () => 'done')).resolves.toBe('done')
  })

  it('count no longer than the longest that work may take', async () => {
    const { begun, start, end, pass, pause } = openWork(1, 5)
    const cutOff = start('cut off', 1)
    const next = start('next', 1)
    await pause()
    expect(begun).toEqual(['cut off'])
    pass(10_001)
    await pause()
    expect(begun).toEqual(['cut off', 'next'])
    await end('next')
    await end('cut off')
    await Promise.all([cutOff, next])
  })
})
