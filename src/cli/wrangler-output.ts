import { stripVTControlCharacters } from 'node:util'
import type { Listener } from './wrangler.ts'

const NOISE = /^\[custom build\] Running|^\[wrangler:info\] GET \/healthz 200/
/** What the Worker tells an operator of each request and each run of the cron. */
const LOG = /^\{"event":"(request|cron)"/

/**
 * Holds back what wrangler says until `release`; from then on lets through all but its noise. It prints a line about each
 * request itself, so the Worker's own are shown to whoever asks for them.
 */
export const makeFilter = (print: Listener, { showLog = false } = {}) => {
  const isNoise = (line: string) => {
    const text = stripVTControlCharacters(line)
    return NOISE.test(text) || (!showLog && LOG.test(text))
  }
  let held: Parameters<Listener>[] | undefined = []
  let wasBlank = true
  const pass: Listener = (line, stream) => {
    if (isNoise(line)) return
    const isBlank = line.trim() === ''
    if (!isBlank || !wasBlank) print(line.replace('[wrangler:info]', '→'), stream)
    wasBlank = isBlank
  }
  const hear: Listener = (line, stream) => {
    if (held) held.push([line, stream])
    else pass(line, stream)
  }
  const release = ({ showHeld }: { showHeld: boolean }) => {
    if (showHeld) for (const [line, stream] of held ?? []) pass(line, stream)
    held = undefined
  }
  return { hear, release }
}
