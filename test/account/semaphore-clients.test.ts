import { describe, expect, it } from 'vitest'
import { holdTimers, openWork, pause } from '../support/held-work.ts'

holdTimers()

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
