import { expect, it } from 'vitest'
import type { Measured } from '../../../bench/measure.ts'
import type { Operation } from '../../../bench/operations.ts'
import { judgeAims } from '../../../bench/report/aims.ts'
import { drawChart } from '../../../bench/report/chart.ts'
import { distanceOf, nameOfPlace, PLACES, tableOfDistance } from '../../../bench/report/distance.ts'
import { short, writeTable } from '../../../bench/report/figures-of.ts'
import { tableOfGrowth } from '../../../bench/report/growth.ts'
import { tableOfFigures, tableOfRatios } from '../../../bench/report/tables.ts'

const figures = { rate: 100, p50: 1, p99: 2, cpu: 0.3, count: 100, refused: 0 }
const at = (
  peer: string,
  operation: Operation,
  some: Partial<Measured> & { rate?: number; cpu?: number; p50?: number },
) => ({
  condition: 'plain' as const,
  connections: 16,
  peer,
  operation,
  ...some,
  figures: { ...figures, ...some },
})
const measured = [
  at('gatehouse', 'read', { rate: 1800 }),
  at('better-auth', 'read', { rate: 1000 }),
  at('better-auth-joins', 'read', { rate: 1500 }),
  at('gatehouse', 'login', { rate: 8 }),
  at('hash', 'login', { rate: 10 }),
]
const title = (peer: string) => (peer === 'hash' ? 'Bare <hash>' : peer)

it('writes three digits that mean something', () => {
  expect([0.0666, 1.234, 12.34, 123.4, 12345.6, undefined, Number.NaN].map(short)).toEqual([
    '0.07',
    '1.23',
    '12.3',
    '123',
    '12,346',
    '–',
    '–',
  ])
})

it('writes a table whose columns stand below each other', () => {
  expect(
    writeTable(
      ['Who', 'Rate'],
      [
        ['one', '5'],
        ['another', '–'],
      ],
    ),
  ).toBe(['| Who     | Rate |', '| ------- | ---: |', '| one     |    5 |', '| another |    – |'].join('\n'))
})

it('says how many times the others Gatehouse is, and leaves out what was not measured', () => {
  expect(tableOfRatios(measured, 16, title).split('\n').slice(2)).toEqual([
    expect.stringMatching(/^\| Login +\| +8\.00 \| +– \| +– \| +0\.80 × \|$/),
    expect.stringMatching(/^\| Authenticated read, token \| +1,800 \| +1\.80 × \| +1\.20 × \| +– \|$/),
  ])
  expect(tableOfRatios(measured, 1, title).split('\n')).toHaveLength(2)
})

it('lists all figures of a place', () => {
  const table = tableOfFigures(
    [...measured, at('hono', 'read', { connections: 1 })],
    { condition: 'plain', connections: 1 },
    title,
  )
  expect(table.split('\n').at(-1)).toMatch(
    /^\| Authenticated read, token \| hono \| +100 \| +1\.00 \| +2\.00 \| +0\.30 \| +– \|$/,
  )
})

it('tells which aims are met, which are not, and which were not measured', () => {
  const aims = judgeAims(measured, [{ peer: 'gatehouse', figures: { ...figures, p50: 15.1 } }])
  expect(aims.filter(({ isMet }) => isMet !== undefined)).toEqual([
    { aim: 'Authenticated read ÷ Better Auth', wanted: '≥ 1.8 ×', found: '1.80 ×', isMet: true },
    { aim: 'Authenticated read ÷ Better Auth with joins', wanted: '≥ 1.4 ×', found: '1.20 ×', isMet: false },
    { aim: 'Authenticated read, CPU', wanted: '≤ 0.3 ms', found: '0.30 ms', isMet: true },
    { aim: 'Login ÷ bare hash', wanted: '≥ 0.9 ×', found: '0.80 ×', isMet: false },
    { aim: 'Authenticated read while four sign in', wanted: '≤ 15 ms', found: '15.1 ms', isMet: false },
  ])
  expect(aims.filter(({ isMet }) => isMet === undefined)).not.toHaveLength(0)
})

it('compares two sizes', () => {
  const sizes = [at('small', 'read', { rate: 1000 }), at('large', 'read', { rate: 940 })]
  expect(tableOfGrowth(sizes, ['small', 'large'], 16).split('\n').at(-1)).toMatch(
    /^\| Authenticated read, token \| +1,000 \| +940 \| +0\.94 \| not met \| +0\.30 \| +0\.30 \|$/,
  )
})

it('draws bars as long as the rates of an operation are, for light and dark', () => {
  const chart = drawChart(measured, 16, title)
  const widths = [...chart.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width))
  expect(widths).toHaveLength(measured.length)
  const [login, hash, read, other] = widths as [number, number, number, number]
  expect(login / hash).toBeCloseTo(0.8, 2)
  expect(other / read).toBeCloseTo(1000 / 1800, 2)
  expect(chart).toContain('prefers-color-scheme: dark')
  expect(chart).toContain('Bare &lt;hash&gt;')
})

it('tells how long is waited by distance and place', () => {
  const [near, beside] = PLACES.map((place) => nameOfPlace(80, place)) as [string, string]
  const one = { connections: 1 }
  const asked = [
    at(near, 'password', { ...one, p50: 300 }),
    at(beside, 'password', { ...one, p50: 222.4 }),
    at(near, 'read', { ...one, p50: 81.234 }),
  ]
  expect(tableOfDistance(asked, [80], 1)).toBe(
    [
      '| p50 in ms                 | 80 ms, near the client | 80 ms, beside D1 |',
      '| ------------------------- | ---------------------: | ---------------: |',
      '| Password change           |                    300 |              222 |',
      '| Authenticated read, token |                   81.2 |                – |',
    ].join('\n'),
  )
})

it('lets storage be far near the client, and the client be far beside it', () => {
  expect(PLACES.map((place) => distanceOf(80, place))).toEqual([
    { d1: 80, kv: 80, client: 0 },
    { d1: 0, kv: 0, client: 80 },
  ])
})
