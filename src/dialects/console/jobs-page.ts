import { html } from 'hono/html'
import type { SeenJob } from '../../account/staff/bulk-jobs.ts'
import type { BulkAction, BulkState } from '../../ports/bulk-jobs.ts'
import type { Html } from '../pages/layout.ts'
import { timeOf } from '../pages/time.ts'
import { numberOf } from './chart.ts'
import { buttonTo, facts, formToken, mark, notice, optionsOf } from './page.ts'

/** What is done to many accounts: on the button, as a heading, and what is said of it before it begins. */
export const BULK: Record<BulkAction, { button: string; title: string; lead: string }> = {
  disable: {
    button: 'Disable',
    title: 'Disable many people',
    lead: 'They are signed out everywhere and may not sign in again. Links in their emails stop working.',
  },
  enable: {
    button: 'Enable',
    title: 'Enable many people',
    lead: 'They may sign in again. Sessions and links that ended do not come back.',
  },
  'sign-out': {
    button: 'Sign out everywhere',
    title: 'Sign many people out',
    lead: 'All of their sessions end. They may sign in again.',
  },
  'send-reset': {
    button: 'Send password reset',
    title: 'Send many people a password reset',
    lead: 'Each of them is sent the email to choose a new password.',
  },
  export: {
    button: 'Make a CSV file',
    title: 'A file of many people',
    lead: 'The file has names, addresses and fields of people. It is made when you download it, and stored nowhere.',
  },
}

export const BULK_FORM = 'bulk'

/** What is done to those who are marked in the list, or to all that the search finds. The boxes name this form. */
export const bulkForm = (
  { search, only, order }: { search: string; only: string; order: string },
  token: string,
): Html => html`<form class="card bulk" id="${BULK_FORM}" method="post" action="/admin/jobs/confirm">
${formToken(token)}
<input type="hidden" name="search" value="${search}">
<input type="hidden" name="only" value="${only}">
<input type="hidden" name="order" value="${order}">
<label for="action">With many people</label>
<select id="action" name="action">${optionsOf(
  Object.entries(BULK).map(([action, { button }]) => [action, button] as const),
  'disable',
)}</select>
<button type="submit" name="whom" value="marked">For those who are marked</button>
<button type="submit" name="whom" value="all">For all that this search finds</button>
</form>`

const STATES: Record<BulkState, ['good' | 'bad' | 'plain', string]> = {
  running: ['plain', 'running'],
  done: ['good', 'done'],
  cancelled: ['plain', 'cancelled'],
  stopped: ['bad', 'stopped'],
  failed: ['bad', 'failed'],
}

const stateOf = ({ state }: SeenJob) => mark(...STATES[state])

const percentOf = ({ progress }: SeenJob) => Math.floor(progress * 100)

const countsOf = ({ done, unchanged, failed }: SeenJob) =>
  `${numberOf(done)} done, ${numberOf(unchanged)} unchanged, ${numberOf(failed)} failed`

function starterOf({ startedBy, starterName }: SeenJob): Html | string {
  if (startedBy === 'operator') return 'an operator at a terminal'
  if (starterName === null) return 'somebody whose account is deleted'
  return html`<a href="/admin/people/${startedBy}">${starterName}</a>`
}

export const listPage = (jobs: SeenJob[], next: string | undefined): Html => html`<h1>Jobs</h1>
<p>What is done to many people at once. A job goes on when its page is closed.</p>
${
  jobs.length === 0
    ? html`<p class="card empty">There were none in the last 30 days. Mark people in <a href="/admin/people">the list</a> to start one.</p>`
    : html`<ul class="card people jobs">
${jobs.map(
  (job) => html`<li>
<a href="/admin/jobs/${job.id}">${BULK[job.action].title}</a>
<span class="address">${job.action === 'export' ? '' : countsOf(job)}</span>
<span>${stateOf(job)}</span>
<span class="since">${timeOf(job.createdAt)}</span>
</li>
`,
)}</ul>`
}
<nav class="pages" aria-label="Pages">
${next !== undefined && html`<a href="${next}" rel="next">Next page</a>`}
</nav>`

/** Why a job ended before everybody had their turn. */
const ENDS: Partial<Record<BulkState, string>> = {
  cancelled: 'It was cancelled. Who it had not come to stays as they are.',
  stopped:
    'It stopped because who started it is not staff any more, or was signed out everywhere. Who it had not come to stays as they are.',
  failed: 'It cannot go on, because the key that it was sealed with is gone. Start it again.',
}

type Seen = { job: SeenJob; token: string; done: string | undefined; isStill: boolean }

export function jobPage({ job, token, done, isStill }: Seen): Html {
  const at = `/admin/jobs/${job.id}`
  const isRunning = job.state === 'running'
  const isFile = job.action === 'export'
  return html`<h1>${BULK[job.action].title}</h1>
${notice(done)}
<section class="card" aria-labelledby="state">
<h2 id="state">State</h2>
${!isFile && html`<p class="progress"><label for="progress">Progress</label> <progress id="progress" max="100" value="${percentOf(job)}"></progress> <span>${percentOf(job)} %</span></p>`}
${facts([
  ['Now', html`${stateOf(job)}`],
  ...(isFile ? [] : [['So far', countsOf(job)] as [string, string]]),
  ['Started', timeOf(job.createdAt)],
  ['Started by', starterOf(job)],
  ...(job.endedAt === null || isFile ? [] : [['Ended', timeOf(job.endedAt)] as [string, Html]]),
  ['ID', html`<code>${job.id}</code>`],
])}
${ENDS[job.state] && html`<p>${ENDS[job.state]}</p>`}
${isRunning && html`<p class="hint">You may close this page. The job goes on by itself, and faster while the page is open. If you cancel it, those it is at just now, 50 people at most, still have their turn.</p>`}
<div class="actions">
${isFile && html`<a class="button" href="${at}/people.csv" download>Download the file</a>`}
${isRunning && (isStill ? html`<a class="button" href="${at}">Keep up to date</a>` : html`<a class="button" href="${at}?still=1">Hold still</a>`)}
${isRunning && buttonTo(`${at}/cancel`, 'Cancel the job', token)}
</div>
</section>`
}
