import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

// The first has no windows to draw, and takes half of the time.
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']
const ON_MACOS = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

const HOW_TO = 'Install chromium-headless-shell or chromium, or set CHROMIUM_PATH to a Chromium or Chrome.'

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const lookAround = (): string | undefined => {
  const folders = process.env.PATH?.split(delimiter).filter(Boolean) ?? []
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...onPath, ON_MACOS].find(isExecutable)
}

/** The browser of the tests. Without one CI fails, and elsewhere a line says why nothing was tested. */
export const findChromium = (): string | undefined => {
  const { CHROMIUM_PATH: chosen, CI, GATEHOUSE_BROWSER } = process.env
  if (chosen && !isExecutable(chosen)) throw new Error(`CHROMIUM_PATH leads to no program: ${chosen}`)
  const found = chosen || lookAround()
  if (found) return found
  if (CI || GATEHOUSE_BROWSER === 'required') throw new Error(`The tests of pages need Chromium. ${HOW_TO}`)

  console.log(`No Chromium was found, so the tests of pages are skipped. ${HOW_TO}`)
  return undefined
}
