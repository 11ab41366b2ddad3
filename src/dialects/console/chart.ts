import { html } from 'hono/html'
import type { Html } from '../pages/layout.ts'

/** A number as pages write it. */
export const numberOf = (value: number) => value.toLocaleString('en-GB')

const WIDTH = 480
const HEIGHT = 96

type Chart = {
  /** Unique on the page. */
  id: string
  /** What is counted, and in which time: `Sign-ins`, `in 48 hours`. */
  title: string
  span: string
  /** What a bar is: `hour` or `day`. */
  unit: string
  values: number[]
  /** What is written below the first bar, and below the last. */
  from: string
  to: string
}

/** A row of bars, drawn by the server. Its numbers are in a table as well (`tableOf`). */
export function chart({ id, title, span, unit, values, from, to }: Chart): Html {
  const most = Math.max(...values)
  const sum = values.reduce((all, each) => all + each, 0)
  const step = WIDTH / values.length
  const bars = values.flatMap((value, at) => {
    if (value === 0) return []
    // A single one is seen beside a thousand.
    const height = Math.max(2, (value / most) * (HEIGHT - 2))
    return [
      html`<rect x="${round(at * step)}" y="${round(HEIGHT - height)}" width="${round(step * 0.78)}" height="${round(height)}" rx="1"/>`,
    ]
  })
  return html`<figure class="chart">
<figcaption><b>${numberOf(sum)}</b> ${span} <span class="most">${most > 0 && `most in one ${unit}: ${numberOf(most)}`}</span></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-about" preserveAspectRatio="none">
<title id="${id}-title">${title}, by ${unit}</title>
<desc id="${id}-about">${sum === 0 ? 'None' : `${numberOf(sum)} in all, at most ${numberOf(most)} in one ${unit}`}, from ${from} to ${to}. The table below has each number.</desc>
<path class="ground" d="M0 ${HEIGHT - 0.5}H${WIDTH}"/>
${bars}
</svg>
<p class="ends" aria-hidden="true"><span>${from}</span> <span>${to}</span></p>
</figure>
`
}

const round = (value: number) => Math.round(value * 100) / 100

/** The numbers of charts as a table, the newest first. */
export const tableOf = (
  caption: string,
  columns: readonly string[],
  rows: readonly { name: Html; values: readonly number[] }[],
): Html => html`<details class="numbers">
<summary>${caption} as a table</summary>
<div class="wide" tabindex="0" role="region" aria-label="${caption}">
<table>
<thead><tr><th scope="col">Beginning at</th>${columns.map((each) => html` <th scope="col" class="number">${each}</th>`)}</tr></thead>
<tbody>
${rows.map(({ name, values }) => html`<tr><th scope="row">${name}</th>${values.map((value) => html` <td class="number">${numberOf(value)}</td>`)}</tr>\n`)}
</tbody>
</table>
</div>
</details>`
