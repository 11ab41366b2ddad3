import { stripVTControlCharacters } from 'node:util'
import type { Listener } from './wrangler.ts'

const isNoise = (line: string) =>
  /^\[custom build\] Running|^\[wrangler:info\] GET \/healthz 200/.test(stripVTControlCharacters(line))

/** Holds back what wrangler says until `release`; from then on lets through all but its noise. */
export const makeFilter = (print: Listener) => {
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
