import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { measureHash } from '../../src/account/passwords/measure-hash.ts'
import { commitNamed } from '../../src/ports/database.ts'
import { hashTimeOf } from '../../src/ports/hash-times.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { rowsOf } from '../support/rows.ts'

/* The cron measures a hash between two round trips to D1: elsewhere a Worker's clock stands still. */

const HOUR = 3_600_000
const gatehouse = openGatehouse()
const { ports } = gatehouse
const { settings } = ports

/** Measures with round trips that take so long; the hash takes what is left of the third. */
const measure = (trips: number[], own: object = {}) => {
  const { hashTimes } = ports
  const left = [...trips]
  const roundTrip = async () => {
    gatehouse.wait((left.shift() ?? 0) / 1000)
    return hashTimes.roundTrip()
  }
  return measureHash({ ...ports, settings, hashTimes: { ...hashTimes, roundTrip }, ...own })
}
const stored = async () => (await rowsOf('hash_times')).map(({ links, ms }) => [links, ms])
const told = async () => {
  const { rows } = await commitNamed(ports.commit, {
    rows: ports.hashTimes.list(gatehouse.clock.now(), settings.PASSWORD_HASH_LINKS),
  })
  return hashTimeOf(rows)
}

beforeEach(async () => {
  await env.DB.exec('delete from hash_times')
})

describe('how long a hash takes', () => {
  it('is what passed between two round trips, without the time of one', async () => {
    const at = gatehouse.clock.now()
    await measure([100, 6, 76, 10])
    expect(await stored()).toEqual([[settings.PASSWORD_HASH_LINKS, 68]])
    expect(await told()).toEqual({ median: 68, measured: 1, lastAt: at })
  })

  it('is measured once an hour, and told as the median of two days', async () => {
    for (const ms of [60, 90, 70, 100]) {
      await measure([0, 0, ms, 0])
      await measure([0, 0, 5000, 0])
      gatehouse.wait(3600)
    }
    expect(await told()).toMatchObject({ median: 80, measured: 4 })
    gatehouse.wait((45 * HOUR) / 1000)
    expect(await told()).toMatchObject({ median: 85, measured: 2 })
    await measure([0, 0, 40, 0])
    expect(await told()).toMatchObject({ median: 70, measured: 3 })
    expect(await stored()).toHaveLength(3)
  })

  it('is not told where the clock stood still, or round trips differ by more than a hash takes', async () => {
    for (const trips of [
      [0, 0, 0, 0],
      [9, 9, 9, 9],
      [9, 1, 60, 80],
    ]) {
      await measure(trips)
      expect(await stored()).toEqual([[settings.PASSWORD_HASH_LINKS, null]])
      expect(await told()).toBeUndefined()
      await env.DB.exec('delete from hash_times')
    }
  })

  it('is of the links that are set now', async () => {
    await measure([0, 0, 30, 0], { settings: { ...settings, PASSWORD_HASH_LINKS: 3 } })
    expect(await told()).toBeUndefined()
    expect(await stored()).toEqual([[3, 30]])
  })

  it('is not measured where MEASURE_HASH is false', async () => {
    await measure([0, 0, 30, 0], { settings: { ...settings, MEASURE_HASH: false } })
    expect(await stored()).toEqual([])
  })
})
