import { expect, it } from 'vitest'
import { progressLine } from '../../src/cli/progress-bar.ts'

it.each([
  [0, 12_000, 100, '░░░░░░░░░░░░░░░░░░░░░░░░   0 %  0 of 12,000, 0/s'],
  [3_000, 12_000, 1_000, '██████░░░░░░░░░░░░░░░░░░  25 %  3,000 of 12,000, 3,000/s, 3 s left'],
  [1_000, 1_000_000, 1_000, '░░░░░░░░░░░░░░░░░░░░░░░░   0 %  1,000 of 1,000,000, 1,000/s, 17 min left'],
  [12_000, 12_000, 4_000, '████████████████████████ 100 %  12,000 of 12,000, 3,000/s'],
  [0, 0, 0, '████████████████████████ 100 %  0 of 0, 0/s'],
])('shows %d of %d after %d ms, the rate and what is left', (done, total, ms, line) => {
  expect(progressLine(done, total, ms)).toBe(line)
})
