import { styleText } from 'node:util'
import { clearLine, rewriteLine } from './terminal.ts'

const WIDTH = 24
/** How often, in milliseconds, a log gets a line. */
const LINE_EVERY = 5_000

const inWords = (seconds: number) =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`

/** The progress, the rate and the time left. `ms` is the time so far. */
export const progressLine = (done: number, total: number, ms: number): string => {
  const share = total === 0 ? 1 : Math.min(1, done / total)
  const filled = Math.round(share * WIDTH)
  const rate = done / Math.max(ms / 1_000, 0.001)
  const left = done === 0 || done >= total ? '' : `, ${inWords((total - done) / rate)} left`
  const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`
  const percent = `${Math.floor(share * 100)} %`.padStart(5)
  return `${bar} ${percent}  ${done.toLocaleString('en')} of ${total.toLocaleString('en')}, ${Math.round(rate).toLocaleString('en')}/s${left}`
}

/** Shows progress: a bar in a terminal, a line now and then elsewhere. */
export const startProgressBar = (total: number) => {
  const { stdout } = process
  const started = Date.now()
  let lastLine = started
  return {
    show: (done: number) => {
      const line = progressLine(done, total, Date.now() - started)
      if (stdout.isTTY) {
        rewriteLine(styleText('cyan', line))
      } else if (Date.now() - lastLine >= LINE_EVERY) {
        lastLine = Date.now()
        console.log(line)
      }
    },
    hide: clearLine,
  }
}
