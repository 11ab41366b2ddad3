import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openSemaphore } from '../../src/account/limits/semaphore.ts'

/** The polls that wait for their timer: a test lets them go on, so that it does not depend on how busy a machine is. */
let timers: (() => void)[] = []
let areCutOff = false
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

/** Every waiting request polls twice. */
async function pause() {
  for (let polls = 0; polls < 2; polls++) {
    for (const end of timers.splice(0)) end()
    for (let step = 0; step < 20; step++) await Promise.resolve()
  }
}

/** Turns, a clock, and work that goes on until it is told to end. */
function openWork(capacity: number, waiting: number, patience = Number.POSITIVE_INFINITY) {
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

describe('a semaphore with several clients', () => {
  const PATIENCE = 3
  const BUSY = { reason: 'busy', issues: [] }
  /** Work of which one is under way: its name begins with its client's. */
  function openClients(waiting: number) {
    const work = openWork(1, waiting, PATIENCE)
    return { ...work, come: (name: string) => work.start(name, 1, name[0]) }
  }

  it('take turns, each client’s in the order of coming', async () => {
    const { begun, come, end } = openClients(9)
    const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'b2'].map(come)
    await pause()
    for (const name of ['a1', 'a2', 'b1', 'a3', 'b2', 'a4']) await end(name)
    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4'])
    await Promise.all(all)
  })

  it('wait for one of a client that has many, and not for all of them', async () => {
    const { begun, come, end } = openClients(19)
    const crowd = Array.from({ length: 20 }, (_, at) => come(`a${at}`))
    await pause()
    const victim = come('v')
    const refused = expect(crowd[19]).rejects.toMatchObject(BUSY)
    await pause()
    await refused
    await end('a0')
    await end('a1')
    expect(begun).toEqual(['a0', 'a1', 'v'])
    await end('v')
    for (let at = 2; at < 19; at++) await end(`a${at}`)
    expect(await victim).toBe('v')
    expect(await Promise.all(crowd.slice(0, 19))).toHaveLength(19)
  })

  it('are not put off for ever by clients that are new', async () => {
    const { begun, come, end } = openClients(4)
    const all = [come('a1'), come('a2')]
    for (const [name, before] of [
      ['b', 'a1'],
      ['c', 'a2'],
      ['d', 'b'],
    ] as const) {
      all.push(come(name))
      await pause()
      await end(before)
    }
    for (const name of ['c', 'd']) await end(name)
    expect(begun).toEqual(['a1', 'a2', 'b', 'c', 'd'])
    await Promise.all(all)
  })

  it('when enough wait: a newcomer takes the last place of the client that has most, which is refused as busy', async () => {
    const { begun, come, end } = openClients(4)
    const all = ['a1', 'b1', 'a2', 'b2', 'b3'].map(come)
    await pause()
    const [, , a2] = all
    const newcomer = come('c1')
    const refused = expect(all[4]).rejects.toMatchObject(BUSY)
    await pause()
    await refused
    await expect(come('c2')).rejects.toMatchObject(BUSY)
    expect(begun).toEqual(['a1'])
    for (const name of ['a1', 'b1', 'a2', 'c1', 'b2']) await end(name)
    expect(begun).toEqual(['a1', 'b1', 'a2', 'c1', 'b2'])
    expect(await Promise.all([a2, newcomer])).toEqual(['a2', 'c1'])
  })

  it('are not taken from a client that has one, nor for a client that has one', async () => {
    const { come, end } = openClients(2)
    const all = ['a1', 'b1', 'c1'].map(come)
    await pause()
    await expect(come('d1')).rejects.toMatchObject(BUSY)
    await expect(come('c2')).rejects.toMatchObject(BUSY)
    for (const name of ['a1', 'b1', 'c1']) await end(name)
    expect(await Promise.all(all)).toEqual(['a1', 'b1', 'c1'])
  })

  it('are waited for no longer than a few looks when their request was cut off', async () => {
    const { begun, come, end, vanish } = openClients(9)
    const first = come('a1')
    await vanish(() => {
      for (let at = 0; at < 5; at++) void come(`b${at}`)
    })
    const next = come('c1')
    await pause()
    await end('a1')
    // The clock of the turns stands still: those that were cut off still count.
    for (let looks = 0; looks < PATIENCE; looks++) await pause()
    expect(begun).toEqual(['a1', 'c1'])
    await end('c1')
    await Promise.all([first, next])
  })

  it('may be one more than may wait while nothing is under way: who hashes twice is not refused', async () => {
    const { come, end, vanish, begun } = openClients(2)
    const first = come('a1')
    await vanish(() => {
      for (const name of ['b1', 'c1']) void come(name)
    })
    await end('a1')
    const again = come('a2')
    await expect(come('a3')).rejects.toMatchObject(BUSY)
    for (let looks = 0; looks < PATIENCE; looks++) await pause()
    expect(begun).toEqual(['a1', 'a2'])
    await end('a2')
    await Promise.all([first, again])
  })
})
