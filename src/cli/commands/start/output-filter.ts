import { stripVTControlCharacters } from 'node:util'
import type { OnLine } from '../../wrangler/run-wrangler.ts'

/** wrangler lists every binding again at each reload. */
const NOISE =
  /^\[custom build\] Running|^(Using secrets defined in|Your Worker has access to|Binding +Resource|env\.[A-Z_]+ )|^\[wrangler:info\] GET \/(healthz 200|readyz )/
/** The Worker's log line of each request and each run of the cron. */
const LOG = /^\{"event":"(request|cron)"/

/**
 * Holds the output of wrangler back until `release`, and then prints it without its noise. wrangler prints a line for
 * each request itself, so the Worker's own log lines are shown only with `showLog`.
 */
export const makeOutputFilter = (print: OnLine, { showLog = false } = {}) => {
  const isNoise = (line: string) => {
    const text = stripVTControlCharacters(line)
    return NOISE.test(text) || (!showLog && LOG.test(text))
  }
  let held: Parameters<OnLine>[] | undefined = []
  let wasBlank = true
  const pass: OnLine = (line, stream) => {
    if (isNoise(line)) return
    const isBlank = line.trim() === ''
    if (!isBlank || !wasBlank) print(line.replace('[wrangler:info]', '→'), stream)
    wasBlank = isBlank
  }
  const onLine: OnLine = (line, stream) => {
    if (held) held.push([line, stream])
    else pass(line, stream)
  }
  const release = ({ showHeld }: { showHeld: boolean }) => {
    if (showHeld) for (const [line, stream] of held ?? []) pass(line, stream)
    held = undefined
  }
  return { onLine, release }
}
