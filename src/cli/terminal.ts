import { styleText } from 'node:util'

export const hasColours = () => process.stdout.isTTY && process.stdout.hasColors()

export const complain = (message: string) =>
  console.error(`${styleText('red', '✘', { stream: process.stderr })} ${message}`)

export const note = (message: string) => console.log(`${styleText('green', '✔')} ${message}`)

export const warn = (message: string) => console.log(`${styleText('yellow', '!')} ${message}`)

/** Writes over the line that the cursor is in. */
export const rewriteLine = (text: string) => {
  const { stdout } = process
  stdout.cursorTo(0)
  stdout.write(text)
  stdout.clearLine(1)
}

/** Removes what `rewriteLine` has written. Does nothing without a terminal. */
export const clearLine = () => {
  const { stdout } = process
  if (!stdout.isTTY) return
  stdout.cursorTo(0)
  stdout.clearLine(0)
}

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'

/** Shows that work is in progress until the returned function is called. */
export const showProgress = (label: string): (() => void) => {
  const { stdout } = process
  if (!stdout.isTTY) {
    console.log(`${label} …`)
    return () => {}
  }
  const started = Date.now()
  const draw = () => {
    const elapsed = Date.now() - started
    const frame = FRAMES.charAt(Math.floor(elapsed / 100) % FRAMES.length)
    const seconds = elapsed < 3_000 ? '' : styleText('dim', ` ${Math.floor(elapsed / 1_000)} s`)
    rewriteLine(`${styleText('cyan', frame)} ${label} …${seconds}`)
  }
  draw()
  const timer = setInterval(draw, 100)
  return () => {
    clearInterval(timer)
    clearLine()
  }
}
