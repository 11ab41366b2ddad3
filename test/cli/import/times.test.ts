import { expect, it } from 'vitest'
import { readTime } from '../../../src/cli/import/times.ts'

const utc = (time: string) => Date.parse(time)

it.each([
  ['2024-06-11 13:46:00', '2024-06-11T13:46:00Z'],
  ['2024-06-11 13:46:00.123456', '2024-06-11T13:46:00.123Z'],
  ['2024-06-11T13:46:00.5Z', '2024-06-11T13:46:00.500Z'],
  ['2024-06-11 19:16:00+05:30', '2024-06-11T13:46:00Z'],
  ['2024-06-11 09:16:00.75-0430', '2024-06-11T13:46:00.750Z'],
  ['2024-06-11 13:46:00+00', '2024-06-11T13:46:00Z'],
  ['1900-01-01 00:17:30+00:17:30', '1900-01-01T00:00:00Z'],
  ['0001-01-01 00:00:00+00', '0001-01-01T00:00:00Z'],
  ['2024-06-11', '2024-06-11T00:00:00Z'],
  ['2024-06-11 13:46', '2024-06-11T13:46:00Z'],
])('reads %s', (text, time) => {
  expect(readTime(text)).toBe(utc(time))
})

it.each([null, undefined, ''])('reads %j as none', (value) => {
  expect(readTime(value)).toBeNull()
})

it.each([
  'yesterday',
  '2024-13-01',
  '2024-02-30',
  '2024-06-11 24:00:00',
  '2024-06-11 13:61:00',
  '44-06-11 BC',
  'infinity',
  Number.NaN,
])('cannot read %s', (value) => {
  expect(readTime(value)).toBeUndefined()
})

it.each([
  ['2024-07-01 12:00:00', 'Europe/Berlin', '2024-07-01T10:00:00Z'],
  ['2024-01-01 12:00:00', 'Europe/Berlin', '2024-01-01T11:00:00Z'],
  // The clocks showed this twice: it is the first time.
  ['2024-10-27 02:30:00', 'Europe/Berlin', '2024-10-27T00:30:00Z'],
  // The clocks never showed this.
  ['2024-03-31 02:30:00', 'Europe/Berlin', '2024-03-31T01:30:00Z'],
  ['2024-07-01 12:00:00.25', 'Asia/Kolkata', '2024-07-01T06:30:00.250Z'],
  ['2024-07-01 12:00:00Z', 'Asia/Kolkata', '2024-07-01T12:00:00Z'],
])('reads %s at %s', (text, timeZone, time) => {
  expect(readTime(text, timeZone)).toBe(utc(time))
})
