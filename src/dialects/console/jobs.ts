import type { Context } from 'hono'
import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { formTokenOf } from '../../account/sessions/console-session.ts'
import {
  cancelJob,
  countSelection,
  findJob,
  listJobs,
  peopleOf,
  startJobWithPassword,
} from '../../account/staff/bulk-jobs.ts'
import { workOn } from '../../account/staff/bulk-slice.ts'
import { JobPaging, NewJobForm, nextJobs, selectionOf } from '../account-jobs.ts'
import type { AppEnv } from '../dialect.ts'
import { type Field, type Filled, linkForm, NOTHING_YET } from '../pages/link-form.ts'
import { sendLinkPage } from '../pages/send-link-page.ts'
import { problemsOf } from '../pages/typed.ts'
import { CSV_HEADERS, peopleCsv, streamOf } from '../people-csv.ts'
import { parse, readQuery } from '../reading.ts'
import { numberOf } from './chart.ts'
import { atConsole, atConsoleToConfirm, readOwnForm } from './guard.ts'
import { BULK, jobPage, listPage } from './jobs-page.ts'
import { sendConsole } from './page.ts'
import { forPassword, OWN_PASSWORD, REASON } from './person.ts'

const JOBS = '/admin/jobs'
const JOB = `${JOBS}/:id{[0-9a-f-]{36}}` as const

/** How often, in seconds, the page of a running job asks again. */
const AGAIN = 2

const NOTICES: Record<string, string> = {
  start: 'The job has begun.',
  cancel: 'The job is cancelled.',
  'not-cancel': 'The job had ended already.',
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Jobs for many people: the list, one of them, and the two forms that start one. */
export const jobRoutes = new Hono<AppEnv>()
  .get(JOBS, atConsole, async (c) => {
    const { after } = parse(JobPaging, readQuery(c))
    const { jobs, next } = await listJobs(c.env, c.var.me, after)
    const to = next && nextJobs(JOBS, next)
    return sendConsole(c, { title: 'Jobs', section: JOBS, content: () => listPage(jobs, to) })
  })
  .post(`${JOBS}/confirm`, atConsole, async (c) => {
    const { whom, search = '', only = '', order = '', action = '', ...boxes } = await readOwnForm(c)
    const users = Object.keys(boxes).filter((name) => ID.test(name))
    if (whom !== 'all' && users.length === 0) return c.redirect('/admin/people?done=nobody', 303)
    const asked = whom === 'all' ? { search, only, order } : { users: users.join(' ') }
    return sendConfirm(c, { action, ...asked }, NOTHING_YET)
  })
  .post(`${JOBS}/start`, atConsoleToConfirm, async (c) => {
    const typed = await readOwnForm(c)
    const { password = '', reason = '', ...asked } = typed
    try {
      const form = parse(NewJobForm, { ...filled(asked), reason, current_password: password })
      const { action, currentPassword, reason: why, ...who } = form
      const job = { action, selection: selectionOf(who), reason: why }
      const id = await startJobWithPassword(c.env, c.var.me, currentPassword, job)
      return c.redirect(`${JOBS}/${id}?done=start`, 303)
    } catch (error) {
      return sendConfirm(c, asked, forPassword(problemsOf(c, error, { reason })), 400)
    }
  })
  .get(JOB, atConsole, async (c) => {
    const { done = '', still } = readQuery(c)
    const job = await findJob(c.env, c.var.me, c.req.param('id'))
    const isRunning = job.state === 'running'
    if (isRunning) c.env.afterAnswer(() => workOn(c.env, job.id))
    return sendConsole(c, {
      title: BULK[job.action].title,
      section: JOBS,
      content: (token) => jobPage({ job, token, done: NOTICES[done], isStill: still !== undefined }),
      // By a header, because it works without script as well.
      ...(isRunning && still === undefined && { headers: { Refresh: `${AGAIN}; url=${JOBS}/${job.id}` } }),
    })
  })
  .post(`${JOB}/cancel`, atConsole, async (c) => {
    await readOwnForm(c)
    const id = c.req.param('id')
    const isDone = await cancelJob(c.env, c.var.me, id)
    return c.redirect(`${JOBS}/${id}?done=${isDone ? 'cancel' : 'not-cancel'}`, 303)
  })
  .get(`${JOB}/people.csv`, atConsole, async (c) => {
    const people = await peopleOf(c.env, c.var.me, c.req.param('id'))
    return c.body(streamOf(peopleCsv(c.env.config, people)), 200, CSV_HEADERS)
  })

/** Without what was left empty, but for the search: an empty one finds everybody. */
const filled = (asked: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(asked).filter(
      ([name, value]) => value !== '' || (name === 'search' && asked.users === undefined),
    ),
  )

/** The page that says how many are meant, and asks for the reason and the password. */
async function sendConfirm(
  c: Context<AppEnv>,
  asked: Record<string, string>,
  typed: Filled,
  status: ContentfulStatusCode = 200,
) {
  const { action, ...who } = parse(NewJobForm, { ...filled(asked), current_password: '–' })
  const { count, isAll } = await countSelection(c.env, c.var.me, selectionOf(who))
  const people = count === 1 && isAll ? 'one person' : `${numberOf(count)}${isAll ? '' : ' or more'} people`
  const { title, lead, button } = BULK[action]
  const hasReason = action === 'disable' || action === 'enable'
  const fields: Field[] = [...(hasReason ? [REASON] : []), OWN_PASSWORD]
  const hidden = { form: await formTokenOf(c.env, c.var.me), ...asked }
  const also = html`<p class="also"><a href="/admin/people">Cancel</a></p>`
  const text = `This is for ${people}. ${lead} Your own account is left out. Confirm it with your password.`
  return sendLinkPage(
    c,
    title,
    linkForm({ to: `${JOBS}/start`, title, lead: text, hidden, fields, button, also }, typed),
    { status },
  )
}
