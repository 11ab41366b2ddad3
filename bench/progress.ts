import { styleText } from 'node:util'
import { clearLine, rewriteLine } from '../src/cli/terminal.ts'

const WIDTH = 24

/** A bar with a rate and the time that is left, or now and then a line where there is no terminal. */
export function openProgress(total: number, unit = '') {
  const { stdout } = process
  const from = performance.now()
  let linesAt = 0

  const draw = (done: number, label: string) => {
    const share = total === 0 ? 1 : Math.min(done / total, 1)
    const seconds = (performance.now() - from) / 1000
    const left = share > 0 ? (seconds / share) * (1 - share) : Number.NaN
    const pace = unit && seconds > 1 ? `${Math.round(done / seconds).toLocaleString('en')} ${unit}/s` : ''
    const text = [`${Math.floor(share * 100)} %`, pace, left > 0 ? `${timeOf(left)} left` : '', label]
      .filter(Boolean)
      .join('  ')
    if (!stdout.isTTY) return drawLine(share, text)
    const full = Math.round(share * WIDTH)
    rewriteLine(
      `${styleText('cyan', '█'.repeat(full))}${styleText('dim', '░'.repeat(WIDTH - full))} ${text}`.slice(
        0,
        stdout.columns + 30,
      ),
    )
  }

  const drawLine = (share: number, text: string) => {
    if (share < linesAt) return
    linesAt = Math.floor(share * 10) / 10 + 0.1
    console.log(text)
  }

  return { draw, end: clearLine }
}

const timeOf = (seconds: number) =>
  seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
