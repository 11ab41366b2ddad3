import { describe, expect, it } from 'vitest'
import { openSemaphore } from '../../src/account/limits/semaphore.ts'
import { holdTimers, openWork, pause } from '../support/held-work.ts'

holdTimers()

describe('a semaphore', () => {
  it('let work begin while its weight fits, and the rest in the order in which it came', async () => {
    const { begun, start, end } = openWork(10, 5)
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
    const { begun, start, end } = openWork(2, 1, 0)
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
    const { begun, start, end } = openWork(10, 5)
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
    const inTurn = openSemaphore({ capacity: 1, waiting: 1, patience: 0, longest: 10_000 })
    const clock = { now: () => 0 }
    const fail = () => Promise.reject(new Error('failed'))
    for (let time = 0; time < 3; time++)
      await expect(inTurn(clock, { weight: 1 }, fail)).rejects.toThrow('failed')
    await expect(inTurn(clock, { weight: 1 }, async () => 'done')).resolves.toBe('done')
  })

  it('count no longer than the longest that work may take', async () => {
    const { begun, start, end, pass } = openWork(1, 5)
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

  it('are found by who waits, also when the one before is cut off and tells nobody', async () => {
    const { begun, start, pass, end } = openWork(1, 5)
    // Neither its work nor its finally ever goes on.
    void start('vanished', 1)
    const next = start('next', 1)
    await pause()
    for (let seconds = 0; seconds < 11; seconds++) {
      pass(1_000)
      await pause()
    }
    expect(begun).toEqual(['vanished', 'next'])
    await end('next')
    await next
  })

  it('are not kept by those that waited and were cut off', async () => {
    const { begun, start, pass, end, vanish } = openWork(1, 2)
    const first = start('first', 1)
    await vanish(() => {
      void start('gone', 1)
      void start('gone too', 1)
    })
    pass(501)
    const next = start('next', 1)
    await pause()
    await end('first')
    expect(begun).toEqual(['first', 'next'])
    await end('next')
    await Promise.all([first, next])
  })

  it('come in the order of coming to who was too busy to look for long', async () => {
    const { begun, start, pass, end } = openWork(1, 5)
    const all = [start('a', 1), start('b', 1), start('c', 1)]
    // Both count as gone, and c looks after b.
    pass(600)
    all.push(start('d', 1))
    await pause()
    for (const name of ['a', 'b', 'c', 'd']) await end(name)
    expect(begun).toEqual(['a', 'b', 'c', 'd'])
    await Promise.all(all)
  })

  it('are refused as busy to who has waited for 20 seconds', async () => {
    const inTurn = openSemaphore({ capacity: 1, waiting: 5, patience: 0, longest: 60_000 })
    let time = 0
    const clock = { now: () => time }
    void inTurn(clock, { weight: 1 }, () => new Promise<void>(() => {}))
    const refused = expect(inTurn(clock, { weight: 1 }, async () => 'done')).rejects.toMatchObject({
      reason: 'busy',
    })
    time = 20_001
    await pause()
    await refused
  })

  it('go by nobody else: who waits has a timer of their own, and is called by no other', async () => {
    const { start, end } = openWork(1, 5)
    const both = [start('first', 1), start('second', 1)]
    expect(scheduler.wait).toHaveBeenCalledTimes(1)
    await pause()
    await end('first')
    await end('second')
    await Promise.all(both)
  })
})
