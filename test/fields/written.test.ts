import { describe, expect, it } from 'vitest'
import { formatted, unknownIn } from '../../src/account/fields/moment-format.ts'
import { attribute, date, dateTime, decimal, defineConfig, time } from '../../src/configuration.ts'
import { checkConfig } from '../../src/http/config-checks/check-config.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { member } from './person.ts'

/* How answers write what is stored: DRF's formats, and decimal numbers that are no text. */

const MOMENT = '2024-05-06T07:08:09.012345+05:30'

describe('a format', () => {
  it.each([
    ['%Y-%m-%d %H:%M:%S', '2024-05-06 07:08:09'],
    ['%d.%m.%y %I:%M %p', '06.05.24 07:08 AM'],
    ['%A, %-d %B %Y', 'Monday, 6 May 2024'],
    ['%a %b %j', 'Mon May 127'],
    ['%f %z 100%%', '012345 +0530 100%'],
    ['%-m/%-d %-I', '5/6 7'],
    ['plain', 'plain'],
  ])('%s is as in Python', (format, expected) => {
    expect(formatted(MOMENT, format)).toBe(expected)
    expect(unknownIn(format)).toBe(undefined)
  })

  it('has midnight, noon and the evening in twelve hours', () => {
    const hours = ['00', '12', '23'].map((hour) => formatted(`2024-12-31T${hour}:00:00Z`, '%I %p %j %z'))
    expect(hours).toEqual(['12 AM 366 +0000', '12 PM 366 +0000', '11 PM 366 +0000'])
  })

  it('has days and times of day alone', () => {
    expect(formatted('1990-02-28', '%d/%m/%Y %H')).toBe('28/02/1990 00')
    expect(formatted('07:30:00.500000', '%H.%M %f %Y')).toBe('07.30 500000 1900')
    expect(formatted('never', '%Y')).toBe('never')
  })

  it.each(['%U', '%c of %Y', '%-Y', '%q'])('%s is not served', (format) => {
    expect(unknownIn(format)).toBe(format.slice(0, 2) === '%-' ? '%-Y' : format.slice(0, 2))
  })
})

describe('answers', () => {
  const config = defineConfig({
    timeZone: 'Asia/Kolkata',
    fields: {
      met: dateTime({ null: true, format: '%d.%m.%Y %H:%M' }),
      born: date({ null: true, format: '%d/%m/%Y' }),
      wakes: time({ null: true, format: '%H:%M' }),
      price: decimal({ digits: 6, places: 2, default: 0, asNumber: true }),
      date_joined: attribute('date_joined', { format: '%Y' }),
    },
  })
  const gatehouse = openGatehouse({}, { config })
  const { get, call } = { ...callerOf(gatehouse), call: callerOf(gatehouse) }

  it('are written so, and what is sent is in ISO 8601', async () => {
    const { token } = await member(gatehouse)
    const shown = { met: null, born: null, wakes: null, price: 0, date_joined: '2026' }
    const year = expect.stringMatching(/^20\d\d$/)
    expect((await get('/auth/users/me/', token)).body).toMatchObject({ ...shown, date_joined: year })
    const sent = { met: '2024-05-06T07:08:09Z', born: '1990-02-28', wakes: '07:30', price: '12.50' }
    const { status, body } = await call.patch('/auth/users/me/', sent, token)
    expect(status).toBe(200)
    const now = {
      met: '06.05.2024 12:38',
      born: '28/02/1990',
      wakes: '07:30',
      price: 12.5,
      date_joined: year,
    }
    expect(body).toMatchObject(now)
    expect((await get('/auth/users/me/', token)).body).toMatchObject(now)
  })

  it('are a configuration without a fault', () => expect(checkConfig(config)).toEqual([]))
})
