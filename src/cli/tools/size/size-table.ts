import { styleText } from 'node:util'
import type { Bundle } from '../../bundle/bundle-worker.ts'

/** How much may be uploaded, in bytes after gzip, static files left out. */
export const MOST_GZIP = 208_500

/** How much of it may be loaded before the first request. */
export const MOST_GZIP_AT_START = 74_500

const BAR = 24
const SMALL = 0.01

const kB = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`

const bar = (share: number, width = BAR) => {
  const full = Math.min(width, Math.round(share * width))
  return '█'.repeat(full) + styleText('dim', '░'.repeat(width - full))
}

/** The package of a source file, or the folder of ours that it is in. */
export const packageOf = (path: string): string =>
  /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/').slice(0, 2).join('/')

/** How much comes from each package, the largest first. What is less than a hundredth of all is one row. */
export const byPackage = ({ sources }: Pick<Bundle, 'sources'>): [name: string, bytes: number][] => {
  const sizes = new Map<string, number>()
  for (const [path, bytes] of Object.entries(sources)) {
    const name = packageOf(path)
    sizes.set(name, (sizes.get(name) ?? 0) + bytes)
  }
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const isSmall = ([, size]: [string, number]) => size < total * SMALL
  const small = [...sizes].filter(isSmall)
  const others = small.reduce((sum, [, size]) => sum + size, 0)
  return [
    ...[...sizes].filter((each) => !isSmall(each)).sort(([, one], [, other]) => other - one),
    ...(small.length > 0 ? [[`${small.length} others`, others] as [string, number]] : []),
  ]
}

/** The parts of the bundle, and its size against the limit, for the terminal. */
export const sizeTable = (bundle: Bundle): string => {
  const rows = byPackage(bundle)
  const width = Math.max(...rows.map(([name]) => name.length))
  const largest = Math.max(...rows.map(([, bytes]) => bytes))
  const line = (name: string, size: number, drawn: string) =>
    `  ${name.padEnd(width)}  ${kB(size).padStart(9)}  ${drawn}`
  return [
    styleText('bold', `  ${'Package'.padEnd(width)}  ${'minified'.padStart(9)}`),
    ...rows.map(([name, bytes]) => line(name, bytes, bar(bytes / largest))),
    line('all', bundle.minified, ''),
    line('  gzip', bundle.gzip, `${bar(bundle.gzip / MOST_GZIP)} of ${kB(MOST_GZIP)}`),
    line('at start', bundle.atStart.minified, ''),
    line(
      '  gzip',
      bundle.atStart.gzip,
      `${bar(bundle.atStart.gzip / MOST_GZIP_AT_START)} of ${kB(MOST_GZIP_AT_START)}`,
    ),
  ].join('\n')
}
