import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import {
  DAYS,
  type EmailQueue,
  type Figures,
  HOURS,
  type Overview,
  viewOverview,
} from '../../account/staff/overview.ts'
import type { EventCount, Total } from '../../ports/counts.ts'
import type { HashTime } from '../../ports/hash-times.ts'
import { LIMITS } from '../../ports/schema.ts'
import type { AppEnv } from '../dialect.ts'
import type { Html } from '../pages/layout.ts'
import { dayOf, timeOf } from '../pages/time.ts'
import { chart, numberOf, tableOf } from './chart.ts'
import { atConsole } from './guard.ts'
import { sendConsole } from './page.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** What is drawn, and of which counts. */
const CHARTS: readonly [title: string, kinds: readonly EventCount['kind'][]][] = [
  ['Sign-ins', ['sign_in']],
  ['Registrations', ['registered']],
  ['Wrong passwords and codes', ['sign_in_failed', 'code_failed']],
  ['Password resets', ['password_reset']],
  ['Emails sent', ['email_sent']],
  ['Refused for a limit (429)', LIMITS.map((limit) => `refused_${limit}` as const)],
]

/** The parts that `/readyz` checks, in words. */
const PARTS: Record<string, string> = {
  settings: 'The settings',
  master_keys: 'The master keys',
  signing_keys: 'The signing keys',
  database: 'The database (D1)',
  revoked: 'The list of revoked JWTs (KV)',
  pictures: 'The pictures (R2)',
}

const TOTALS: readonly [Total, string, string?][] = [
  ['accounts', 'Accounts', '/admin/people'],
  ['signed_in', 'Signed in'],
  ['sessions', 'Sessions'],
  ['second_factor', 'With a second factor', '/admin/people?only=second_factor'],
  ['unverified', 'Address not verified', '/admin/people?only=unverified'],
  ['disabled', 'Disabled', '/admin/people?only=disabled'],
  ['staff', 'Staff', '/admin/people?only=staff'],
]

/** Whether all is well, and what was going on. */
export const overviewRoutes = new Hono<AppEnv>().get('/admin', atConsole, async (c) => {
  const overview = await viewOverview(c.env, c.var.me)
  return sendConsole(c, {
    title: 'Overview',
    section: '/admin',
    content: () => html`<h1>Overview</h1>
${stateOf(overview)}
${overview.figures && [totalsOf(overview.figures), workOf(overview.figures, c.env.isDevelopment), activityOf(overview.figures)]}`,
  })
})

function stateOf({ readiness, warnings }: Overview): Html {
  const problems = Object.entries(readiness.checks).flatMap(([name, problem]) =>
    problem === null ? [] : [`${PARTS[name] ?? name}: ${problem}`],
  )
  const isReady = problems.length === 0
  return html`<section class="card state ${isReady ? 'good' : 'bad'}" aria-labelledby="state">
<h2 id="state">${isReady ? 'All parts work' : 'Not ready'}</h2>
${
  isReady
    ? html`<p>Settings, keys, D1, KV and R2 are as they have to be.</p>`
    : html`<ul>${problems.map((each) => html`<li>${each}</li>`)}</ul>`
}
${
  warnings.length > 0 &&
  html`<h3>Worth a look</h3>
<ul>${warnings.map((each) => html`<li>${each}</li>`)}</ul>`
}
</section>
`
}

const totalsOf = ({
  totals,
  countedAt,
  cronAt,
}: Figures) => html`<section class="card" aria-labelledby="totals">
<h2 id="totals">Accounts</h2>
${
  totals === null
    ? html`<p>${uncounted(cronAt)}</p>`
    : html`<dl class="totals">
${TOTALS.map(
  ([
    name,
    title,
    to,
  ]) => html`<div><dt>${to ? html`<a href="${to}">${title}</a>` : title}</dt> <dd>${numberOf(totals[name])}</dd></div>
`,
)}</dl>
<p class="hint">Counted ${timeOf(countedAt ?? 0)}.</p>`
}
</section>
`

const uncounted = (cronAt: number | null) =>
  cronAt === null
    ? 'Nothing has been counted yet: the cron has never run.'
    : 'Nothing has been counted yet: the cron is at its first count.'

const workOf = (
  { emails, cronAt, hash }: Figures,
  isDevelopment: boolean,
) => html`<section class="card" aria-labelledby="work">
<h2 id="work">Email, cron and hashes</h2>
<dl class="facts">
<div><dt><a href="/admin/email">Emails that wait</a></dt> <dd>${waitingOf(emails)}</dd></div>
<div><dt><a href="/admin/email?state=given_up">Given up</a></dt> <dd>${numberOf(emails.givenUp)} in the last 7 days</dd></div>
<div><dt>Last run of the cron</dt> <dd>${cronAt === null ? 'never' : timeOf(cronAt)}</dd></div>
<div><dt>A password hash</dt> <dd>${hash ? hashOf(hash) : isDevelopment ? 'not measured: the cron does it, which development has not' : 'not measured'}</dd></div>
</dl>
</section>
`

/** Of one only: there is no median of it. */
const hashOf = ({ median, measured, lastAt }: HashTime) =>
  html`${median} ms${measured > 1 && ` (p50 of ${measured})`}, measured ${timeOf(lastAt)}`

const waitingOf = ({ waiting, isMore, oldestAt }: EmailQueue) =>
  html`${numberOf(waiting)}${isMore && ' or more'}${oldestAt !== null && html`, the oldest since ${timeOf(oldestAt)}`}`

function activityOf({ hours, days, hoursFrom, daysFrom, cronAt }: Figures): Html {
  if (cronAt === null && days.length === 0)
    return html`<section class="card" aria-labelledby="activity">
<h2 id="activity">What happened</h2>
<p>${uncounted(cronAt)} <a href="/admin/events">All events</a></p>
</section>`
  const byHour = seriesOf(hours, { from: hoursFrom, step: HOUR, length: HOURS })
  const byDay = seriesOf(days, { from: daysFrom, step: DAY, length: DAYS })
  const titles = CHARTS.map(([title]) => title)
  const row = (series: number[][], at: number, name: Html) => ({
    name,
    values: series.map((values) => values[at] ?? 0),
  })
  const newestFirst = (length: number) => Array.from({ length }, (_, at) => length - 1 - at)
  return html`<section aria-labelledby="activity" class="activity">
<h2 id="activity">What happened</h2>
<div class="charts">
${CHARTS.map(
  ([title], at) => html`<section class="card" aria-labelledby="chart-${at}">
<h3 id="chart-${at}">${title}</h3>
${chart({
  id: `hours-${at}`,
  title,
  span: `in ${HOURS} hours`,
  unit: 'hour',
  values: byHour[at] ?? [],
  from: hourOf(hoursFrom),
  to: 'this hour',
})}${chart({
  id: `days-${at}`,
  title,
  span: `in ${DAYS} days`,
  unit: 'day',
  values: byDay[at] ?? [],
  from: shortDayOf(daysFrom),
  to: 'today',
})}</section>
`,
)}</div>
${tableOf(
  'By hour',
  titles,
  newestFirst(HOURS).map((at) => row(byHour, at, timeOf(hoursFrom + at * HOUR))),
)}
${tableOf(
  'By day',
  titles,
  newestFirst(DAYS).map((at) => row(byDay, at, dayOf(daysFrom + at * DAY))),
)}
<p class="hint">Hours and days are those of UTC. <a href="/admin/events">All events</a></p>
</section>`
}

type Series = { from: number; step: number; length: number }

/** The counts of each chart, one for each hour or day. */
const seriesOf = (counts: EventCount[], { from, step, length }: Series): number[][] =>
  CHARTS.map(([, kinds]) => {
    const values = new Array<number>(length).fill(0)
    for (const { at, kind, count } of counts) {
      const place = (at - from) / step
      if (kinds.includes(kind) && values[place] !== undefined) values[place] += count
    }
    return values
  })

const hourOf = (at: number) =>
  new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  })
const shortDayOf = (at: number) =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
