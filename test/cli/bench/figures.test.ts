import { expect, it } from 'vitest'
import { figuresOf, percentile } from '../../../bench/load/figures.ts'
import { ticksIn } from '../../../bench/load/process-cpu.ts'
import { millisecondsIn } from '../../../src/cli/tools/size/process-cpu.ts'

it('finds a percentile by the nearest rank', () => {
  const hundred = Float64Array.from({ length: 100 }, (_, at) => at + 1)
  expect([0, 50, 99, 100].map((percent) => percentile(hundred, percent))).toEqual([1, 50, 99, 100])
  expect(percentile(Float64Array.of(7), 99)).toBe(7)
  expect(percentile(new Float64Array(), 50)).toBeNaN()
})

it('takes all rounds as one', () => {
  const rounds = [
    { latencies: [4, 2], refused: 1, seconds: 1, cpu: 10 },
    { latencies: [3, 1, 20, 6], refused: 0, seconds: 2, cpu: 20 },
  ]
  expect(figuresOf(rounds)).toEqual({ rate: 2, p50: 3, p99: 20, cpu: 5, count: 6, refused: 1 })
})

it('reads the CPU of a process whatever it is called', () => {
  const fields = '17 (a (b) c) S 1 17 17 0 -1 4194560 9 8 7 6 250 30 5 4 20 0 1 0'
  expect(ticksIn(fields)).toBe(280)
})

it.each([
  ['00:01', 1_000],
  ['  12:34.50', 754_500],
  ['01:02:03', 3_723_000],
  ['2-01:02:03', 176_523_000],
])('reads the CPU time %s as ps writes it', (text, milliseconds) => {
  expect(millisecondsIn(text)).toBe(milliseconds)
})
