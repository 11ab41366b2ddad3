import { expect, it } from 'vitest'
import { djangoSpelling } from '../../../src/cli/commands/export/value-out.ts'

it.each([
  [undefined, '0001-01-02T00:00:00Z', '0001-01-02T00:00:00.000Z'],
  ['Europe/London', '0987-06-01T12:00:00Z', '0987-06-01T11:58:45'],
  ['Asia/Kathmandu', '2024-05-31T18:45:00Z', '2024-06-01T00:30:00'],
])('writes a time of %s as Django reads it', (timeZone, time, written) => {
  const spelling = djangoSpelling(timeZone === undefined ? {} : { timeZone })
  expect(spelling.time(Date.parse(time))).toBe(written)
})
