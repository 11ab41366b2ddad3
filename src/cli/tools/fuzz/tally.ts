import { styleText } from 'node:util'

/** What was counted in a run so far. */
export type Tally = { requests: number; statuses: Map<number, number>; started: number; slowest: number }

export const openTally = (started: number): Tally => ({
  requests: 0,
  statuses: new Map(),
  started,
  slowest: 0,
})

export const count = (tally: Tally, status: number, ms: number): void => {
  tally.requests++
  tally.slowest = Math.max(tally.slowest, ms)
  tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1)
}

const number = (value: number) => value.toLocaleString('en')

/** The progress in one line. */
export const lineOf = ({ requests, statuses, started }: Tally, of: number, now: number): string => {
  const rate = requests / Math.max(0.001, (now - started) / 1000)
  const each = [...statuses]
    .sort(([one], [other]) => one - other)
    .map(([status, times]) => `${status || 'none'}: ${number(times)}`)
  return `${number(requests)} of ${number(of)}  ${number(Math.round(rate))}/s  ${styleText('dim', each.join('  '))}`
}

/** Shows a changing line: in place in a terminal, every ten seconds elsewhere. Returns a function that stops it. */
export const watch = (line: () => string): (() => void) => {
  const { stdout } = process
  const draw = () => {
    if (!stdout.isTTY) return console.log(line())
    stdout.cursorTo(0)
    stdout.write(line())
    stdout.clearLine(1)
  }
  const timer = setInterval(draw, stdout.isTTY ? 200 : 10_000)
  return () => {
    clearInterval(timer)
    draw()
    if (stdout.isTTY) stdout.write('\n')
  }
}
