import type { Measured } from '../measure.ts'
import { OPERATIONS, titleOf } from '../operations.ts'
import { short } from './figures-of.ts'
import type { Title } from './tables.ts'

const WIDTH = 860
const LEFT = 190
const BAR = 14
const GAP = 3
const BETWEEN = 20
const TOP = 58
/** The longest bar leaves room for its number. */
const LONGEST = WIDTH - LEFT - 250

/** Told apart by most people, on white and on black; anyone who has none is grey. */
const COLOURS: Record<string, string> = {
  gatehouse: '#2f7ed8',
  'better-auth': '#e07b39',
  'better-auth-joins': '#b8860b',
}
const OTHER = '#8a8f98'

/** A router alone is so much faster that nobody would see the others. */
const OUT_OF_SCALE = new Set(['hono', 'gatehouse-log'])

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 16px; font-weight: 600 }
  .quiet { fill: #59636e }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .quiet { fill: #9aa4af } }`

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)

/**
 * An SVG of how many requests a second each peer answers, an operation below the other, each on a scale of its own: a
 * login takes a hundred times as long as a read.
 */
export function drawChart(measured: Measured[], connections: number, title: Title): string {
  let y = TOP
  const groups = OPERATIONS.flatMap((operation) => {
    const bars = measured.filter(
      (each) =>
        each.operation === operation &&
        each.connections === connections &&
        each.condition === 'plain' &&
        !OUT_OF_SCALE.has(each.peer),
    )
    if (bars.length === 0) return []
    const most = Math.max(...bars.map(({ figures }) => figures.rate))
    const head = `<text x="${LEFT - 14}" y="${y + BAR - 2}" text-anchor="end">${escaped(titleOf[operation])}</text>`
    const drawn = bars.map(({ peer, figures: { rate } }) => {
      const length = Math.max((rate / most) * LONGEST, 2)
      const bar =
        `<rect x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" rx="2" fill="${COLOURS[peer] ?? OTHER}"/>` +
        `<text x="${(LEFT + length + 8).toFixed(1)}" y="${y + BAR - 3}">${short(rate)} <tspan class="quiet">${escaped(title(peer))}</tspan></text>`
      y += BAR + GAP
      return bar
    })
    y += BETWEEN
    return [head, ...drawn]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img" aria-label="Requests per second by operation and peer">`,
    `<style>${STYLE}\n</style>`,
    `<text class="title" x="16" y="26">Requests per second, ${connections} connections</text>`,
    '<text class="quiet" x="16" y="44">Longer is better. Each operation has a scale of its own.</text>',
    ...groups,
    '</svg>\n',
  ].join('\n')
}
