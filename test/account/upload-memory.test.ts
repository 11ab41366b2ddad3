import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Reservation, reserveMemory, SMALL } from '../../src/account/pictures/upload-memory.ts'

const MIB = 2 ** 20
let time = 0
const clock = { now: () => time }
const opened: Reservation[] = []

function open(): Reservation {
  const reservation = reserveMemory(clock)
  opened.push(reservation)
  return reservation
}

afterEach(() => {
  vi.restoreAllMocks()
  for (const reservation of opened.splice(0)) reservation.leave()
})

/** Whether a body may go on at once: nobody has looked a second time. */
async function goesOnAtOnce(reservation: Reservation, bytes: number): Promise<boolean> {
  const wait = vi.spyOn(scheduler, 'wait').mockReturnValue(new Promise<void>(() => {}))
  const going = reservation.take(bytes).then(() => true)
  const isGoing = await Promise.race([going, Promise.resolve().then(() => Promise.resolve(false))])
  wait.mockRestore()
  return isGoing
}

describe('the memory for uploads', () => {
  it('has 32 MiB, and small bodies take none of it', async () => {
    for (let body = 0; body < 32; body++) await open().take(MIB)
    expect(await goesOnAtOnce(open(), SMALL)).toBe(true)
    expect(await goesOnAtOnce(open(), MIB)).toBe(false)
  })

  it('lets the oldest body go on, so that one of them gets there', async () => {
    const [first, second] = [open(), open()]
    await first.take(20 * MIB)
    await second.take(12 * MIB)
    expect(await goesOnAtOnce(first, 12 * MIB)).toBe(true)
    expect(await goesOnAtOnce(second, 1)).toBe(false)
  })

  it('is found by who waits once it is given back, and given back once', async () => {
    const [first, second] = [open(), open()]
    await first.take(32 * MIB)
    const waiting = second.take(MIB)
    first.leave()
    first.leave()
    await waiting
    expect(await goesOnAtOnce(open(), 31 * MIB)).toBe(true)
    expect(await goesOnAtOnce(open(), 31 * MIB)).toBe(false)
  })

  it('is not kept by bodies of which nothing is heard', async () => {
    await open().take(32 * MIB)
    time += 25_001
    expect(await goesOnAtOnce(open(), MIB)).toBe(true)
  })

  it('is refused as busy to who has looked for 20 seconds', async () => {
    await open().take(32 * MIB)
    const wait = vi.spyOn(scheduler, 'wait').mockResolvedValue(undefined)
    await expect(open().take(MIB)).rejects.toMatchObject({ reason: 'busy' })
    expect(wait.mock.calls.length * 15).toBeGreaterThanOrEqual(20_000)
  })

  it('is refused as busy at once when 64 wait', async () => {
    await open().take(32 * MIB)
    for (let body = 0; body < 64; body++) expect(await goesOnAtOnce(open(), MIB)).toBe(false)
    await expect(open().take(MIB)).rejects.toMatchObject({ reason: 'busy' })
  })
})
