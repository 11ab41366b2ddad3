import { styleText } from 'node:util'

export const hasColours = () => process.stdout.isTTY && process.stdout.hasColors()

export const complain = (message: string) =>
  console.error(`${styleText('red', '✘', { stream: process.stderr })} ${message}`)

export const note = (message: string) => console.log(`${styleText('green', '✔')} ${message}`)

export const warn = (message: string) => console.log(`${styleText('yellow', '!')} ${message}`)

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'

/** Shows that something is going on until the returned function is called. */
export const showProgress = (label: string): (() => void) => {
  const { stdout } = process
  if (!stdout.isTTY) {
    console.log(`${label} …`)
    return () => {}
  }
  const begun = Date.now()
  const draw = () => {
    const elapsed = Date.now() - begun
    const frame = FRAMES.charAt(Math.floor(elapsed / 100) % FRAMES.length)
    const seconds = elapsed < 3_000 ? '' : styleText('dim', ` ${Math.floor(elapsed / 1_000)} s`)
    stdout.cursorTo(0)
    stdout.write(`${styleText('cyan', frame)} ${label} …${seconds}`)
    stdout.clearLine(1)
  }
  draw()
  const timer = setInterval(draw, 100)
  return () => {
    clearInterval(timer)
    stdout.cursorTo(0)
    stdout.clearLine(0)
  }
}
