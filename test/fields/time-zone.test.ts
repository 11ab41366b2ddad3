import { describe, expect, it } from 'vitest'
import { inZone, offsetOfLocal } from '../../src/account/fields/time-zone.ts'
import { attribute, dateTime, defineConfig, text } from '../../src/configuration.ts'
import { checkConfig } from '../../src/http/config-checks/check-config.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { member } from './person.ts'

describe('a moment in a zone', () => {
  it.each([
    ['2026-11-20T08:00:00Z', 'Asia/Kolkata', '2026-11-20T13:30:00+05:30'],
    ['2026-11-20T20:00:00.123000Z', 'Asia/Kolkata', '2026-11-21T01:30:00.123000+05:30'],
    ['2026-01-01T00:30:00Z', 'America/New_York', '2025-12-31T19:30:00-05:00'],
    ['2026-07-01T00:30:00Z', 'America/New_York', '2026-06-30T20:30:00-04:00'],
    ['2026-01-01T00:30:00Z', 'Europe/London', '2026-01-01T00:30:00Z'],
    ['2026-07-01T00:30:00Z', 'Europe/London', '2026-07-01T01:30:00+01:00'],
    ['9999-12-31T23:59:59Z', 'Asia/Kolkata', '9999-12-31T23:59:59Z'],
  ])('%s in %s is %s', (utc, zone, local) => expect(inZone(utc, zone)).toBe(local))

  it.each([
    ['2026-11-20T08:00:00Z', 'Asia/Kolkata', 19_800],
    ['2026-07-01T12:00:00Z', 'America/New_York', -14_400],
    // 01:30 comes twice on this day: the earlier one still is summer time.
    ['2026-11-01T01:30:00Z', 'America/New_York', -14_400],
    // 02:30 does not come on this day.
    ['2026-03-08T02:30:00Z', 'America/New_York', -18_000],
  ])('clocks that show %s in %s are %d seconds ahead', (local, zone, offset) =>
    expect(offsetOfLocal(Date.parse(local), zone)).toBe(offset),
  )
})

describe('the time zone of the configuration', () => {
  const config = defineConfig({
    timeZone: 'Asia/Kolkata',
    fields: {
      phone: text({ blank: true }),
      born: dateTime({ null: true }),
      joined: attribute('date_joined'),
    },
  })
  const gatehouse = openGatehouse({}, { config })

  it('is that of answers, and of what was sent without one', async () => {
    const { token } = await member(gatehouse)
    const moment = new Date(gatehouse.clock.now()).toISOString().replace(/\.(\d+)Z/, '.$1000Z')
    const born = async (sent: unknown) => {
      const request = { method: 'PATCH', token, json: { born: sent } }
      const answer = await gatehouse.request('/auth/users/me/', request)
      return (await answer.json<{ born: unknown; joined: string }>()).born
    }
    expect(await born('1990-02-28T05:00')).toBe('1990-02-28T05:00:00+05:30')
    expect(await born('1990-02-28T05:00:00.25Z')).toBe('1990-02-28T10:30:00.250000+05:30')
    expect(await born(null)).toBeNull()
    const me = await (await gatehouse.request('/auth/users/me/', { token })).json<{ joined: string }>()
    expect(me.joined).toBe(inZone(moment.replace('.000000Z', 'Z'), 'Asia/Kolkata'))
  })

  it('has to be one', () => {
    expect(checkConfig(defineConfig({ timeZone: 'Mars/Base' }))).toEqual([
      'timeZone is "Mars/Base", which is no time zone: as \'Asia/Kolkata\'',
    ])
  })
})
