import * as z from 'zod/mini'
import { ID_FORMS } from '../account/ids.ts'
import { Refusal } from '../account/refusal.ts'
import { described, transformed } from '../account/shapes.ts'
import {
  cancelJob,
  findJob,
  listJobs,
  MOST_NAMED,
  peopleOf,
  type SeenJob,
  type Selection,
  startJobWithPassword,
} from '../account/staff/bulk-jobs.ts'
import { workOn } from '../account/staff/bulk-slice.ts'
import { noteText, Password } from '../account/words.ts'
import type { BulkPlace } from '../ports/bulk-jobs.ts'
import { BULK_ACTIONS } from '../ports/list-words.ts'
import { accountVoice } from './account-voice.ts'
import { signedIn, signedInWith, staffOnly } from './authorization.ts'
import { dialect } from './dialect.ts'
import { body, fields } from './django-request.ts'
import type { JobItem } from './documents/jobs.ts'
import { pageEnd } from './page-end.ts'
import { CSV_HEADERS, peopleCsv, streamOf } from './people-csv.ts'
import { query } from './query.ts'
import { timeOf, timeOrNull } from './time-of.ts'
import { narrowedPaging } from './user-paging.ts'

const JOBS = '/admin/jobs'
// Any word, so that users who are not staff get the same response for every one.
const JOB = '/admin/jobs/:id{[\\w-]+}'

const idsIn = (sent: string | string[]): string[] =>
  (typeof sent === 'string' ? sent.split(/[\s,]+/).filter(Boolean) : sent).map((id) => id.toLowerCase())

/** IDs as a list, or with commas between in a form. */
const Users = described(
  transformed(
    z.union([z.array(z.string('not_text')), z.string('not_text')], 'malformed').check(
      z.refine((sent) => {
        const ids = idsIn(sent)
        return ids.length > 0 && ids.length <= MOST_NAMED && ids.every((id) => ID_FORMS.uuid.test(id))
      }, 'malformed'),
    ),
    idsIn,
  ),
  {
    description: `These accounts, by their IDs, ${MOST_NAMED.toLocaleString('en')} at most.`,
    override: {
      anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'string' }],
      examples: [['6d5f9bae-a31b-4b7b-82c4-3853eda2b011']],
    },
  },
)

const { search, only, order } = narrowedPaging.shape

/** What starts a job, at the API and at the console. */
export const NewJobForm = fields({
  action: described(z.enum(BULK_ACTIONS, 'malformed'), {
    description: 'What is done to each of them; `export` is a CSV file of them.',
    examples: ['disable'],
  }),
  users: z.optional(Users),
  search: described(search, {
    description:
      'Without `users`: all that `GET /account/admin/users` finds so, when the job comes to them. Empty: everybody.',
  }),
  only: described(only, { description: 'Only these, as in that list.', examples: ['unverified'] }),
  order: described(order, {
    description: 'What a narrowed search is for, as in that list.',
    examples: ['username'],
  }),
  reason: described(z.optional(noteText()), {
    description: 'Why, for staff to read in the events of each account.',
    examples: ['Asked for it by phone'],
  }),
  current_password: Password,
})

/** Who is meant. Refuses as `invalid` if nobody was named, and if both ways are. */
export function selectionOf({
  users,
  search,
  only,
  order,
}: {
  users?: string[] | undefined
} & Omit<Extract<Selection, { search?: unknown }>, 'ids'>): Selection {
  if (users === undefined) {
    if (search === undefined && only === undefined) throw Refusal.of('users', 'missing')
    return { search, only, order }
  }
  if (search !== undefined || only !== undefined) throw Refusal.of('users', 'malformed')
  return { ids: users }
}

export const JobPaging = z.object({
  after: pageEnd(/^\d{1,15}\.[\w-]{1,64}$/, '1795159005955.6d5f9bae…', (text): BulkPlace => {
    const point = text.indexOf('.')
    return { at: Number(text.slice(0, point)), id: text.slice(point + 1) }
  }),
})

export const nextJobs = (path: string, { at, id }: BulkPlace) => `${path}?after=${at}.${id}`

const present = (job: SeenJob): z.infer<typeof JobItem> => ({
  id: job.id,
  action: job.action,
  state: job.state,
  started_by: job.startedBy,
  started_by_username: job.starterName,
  created_at: timeOf(job.createdAt),
  ended_at: timeOrNull(job.endedAt),
  progress: job.progress,
  done: job.done,
  unchanged: job.unchanged,
  failed: job.failed,
})

/** Not in the five documents: what staff do to many accounts at once. */
export const accountJobs = dialect(accountVoice)
  .get(JOBS, signedIn, staffOnly, query(JobPaging), async (c) => {
    const { jobs, next } = await listJobs(c.env, c.var.me, c.req.valid('query').after)
    return c.json({
      jobs: jobs.map(present),
      next: next === undefined ? null : nextJobs('/account/admin/jobs', next),
    })
  })
  .post(JOBS, signedInWith(body(NewJobForm), { allow: staffOnly }), async (c) => {
    const { action, reason, currentPassword, ...who } = c.req.valid('json')
    const selection = selectionOf(who)
    const id = await startJobWithPassword(c.env, c.var.me, currentPassword, { action, selection, reason })
    const job = await findJob(c.env, c.var.me, id)
    c.env.afterAnswer(() => workOn(c.env, id))
    return c.json(present(job), 201)
  })
  .get(JOB, signedIn, staffOnly, async (c) => {
    const job = await findJob(c.env, c.var.me, c.req.param('id').toLowerCase())
    if (job.state === 'running') c.env.afterAnswer(() => workOn(c.env, job.id))
    return c.json(present(job))
  })
  .post(`${JOB}/cancel`, signedIn, staffOnly, async (c) => {
    await cancelJob(c.env, c.var.me, c.req.param('id').toLowerCase())
    return c.body(null, 204)
  })
  .get(`${JOB}/people.csv`, signedIn, staffOnly, async (c) => {
    const people = await peopleOf(c.env, c.var.me, c.req.param('id').toLowerCase())
    return c.body(streamOf(peopleCsv(c.env.config, people)), 200, CSV_HEADERS)
  })
