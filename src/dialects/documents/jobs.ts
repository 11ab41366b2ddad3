import * as z from 'zod'
import { BULK_ACTIONS } from '../../ports/list-words.ts'
import { BULK_STATES } from '../../ports/schema.ts'
import { Problem } from './account-refusals.ts'
import { answer, type Operations } from './api.ts'
import { Time } from './texts.ts'

const Count = z.int().meta({ examples: [0] })

export const JobItem = z
  .object({
    id: z.uuid().meta({ examples: ['0f8c1d3e-5a7b-4c2d-9e10-6b1f2a3c4d5e'] }),
    action: z.enum(BULK_ACTIONS).meta({ examples: ['disable'] }),
    state: z.enum(BULK_STATES).meta({
      description:
        '`stopped`: who started it is not staff any more, or was signed out everywhere. `failed`: its key is gone.',
      examples: ['running'],
    }),
    started_by: z.string().meta({
      description: 'The account of the member of staff, or `operator`.',
      examples: ['6d5f9bae-a31b-4b7b-82c4-3853eda2b011'],
    }),
    started_by_username: z
      .string()
      .nullable()
      .meta({
        description:
          'Or the address, where there are no usernames. Null for `operator`, or if the account is gone.',
        examples: ['ada'],
      }),
    created_at: Time,
    ended_at: Time.nullable(),
    progress: z.number().meta({ description: 'How much was gone over, from 0 to 1.', examples: [0] }),
    done: Count.meta({ description: 'Accounts that it was done to.' }),
    unchanged: Count.meta({
      description: 'Accounts that needed nothing, and that of who started it.',
    }),
    failed: Count.meta({ description: 'Accounts that were left out after several tries.' }),
  })
  .meta({ id: 'Job' })

const JobList = z
  .object({
    jobs: z.array(JobItem),
    next: z
      .string()
      .nullable()
      .meta({
        description: 'Where the next page is.',
        examples: ['/account/admin/jobs?after=1795159005955.0f8c…'],
      }),
  })
  .meta({ id: 'Jobs' })

const File = z
  .string()
  .meta({ id: 'PeopleFile', description: 'A CSV file (RFC 4180).', examples: ['"id","username"'] })

const AT = '/account/admin/jobs'
const ABOUT = { 403: Problem, 404: Problem }
const STAFF = 'Refuses everybody but staff with 403.'
const ONE = `${STAFF} An ID of none is 404.`

/** What staff do to many accounts at once. */
export const jobOperations: Operations = {
  [`GET ${AT}`]: {
    name: 'listJobs',
    summary: 'List the jobs for many people',
    tag: 'Staff: deployment',
    does: 'Returns the jobs of the last 30 days, a page at a time, the newest first.',
    refuses: `${STAFF} An \`after\` that is none of ours is 400.`,
    costs: [],
    responses: { 200: JobList, 403: Problem },
  },
  [`POST ${AT}`]: {
    name: 'startJob',
    summary: 'Start a job for many people',
    tag: 'Staff: deployment',
    does: 'Has the same done to many accounts: `users`, or all that a search finds when the job comes to them. It goes on by itself, and faster while it is looked at. Your own account is left out.',
    refuses: `${STAFF} A wrong password, nobody named, and both ways to name people at once are 400; too many wrong passwords are 429.`,
    costs: ['a new job that disables two people, with that slice, by staff'],
    example: {
      action: 'disable',
      users: ['6d5f9bae-a31b-4b7b-82c4-3853eda2b011'],
      current_password: 'Vq7-mountain-Kestrel',
    },
    responses: { 201: JobItem, 403: Problem },
  },
  [`GET ${AT}/{id}`]: {
    name: 'getJob',
    summary: 'Read a job',
    tag: 'Staff: deployment',
    does: 'Returns a job and how far it is. While it runs, the next accounts have their turn after the answer.',
    refuses: ONE,
    costs: ['a look at a job that disables two people, with that slice, by staff'],
    responses: { 200: JobItem, ...ABOUT },
  },
  [`POST ${AT}/{id}/cancel`]: {
    name: 'cancelJob',
    summary: 'Cancel a job',
    tag: 'Staff: deployment',
    does: 'Ends a job: who it has not come to stays as they are. The slice that it is at, 50 accounts at most, still has its turn. Nothing happens if it has ended.',
    refuses: ONE,
    costs: [],
    responses: { 204: null, ...ABOUT },
  },
  [`GET ${AT}/{id}/people.csv`]: {
    name: 'getPeopleFile',
    summary: 'Download a file of people',
    tag: 'Staff: deployment',
    does: 'Returns the people of a job for a file as they are now. The file is stored nowhere.',
    refuses: `${ONE} So is a job for something else.`,
    costs: [],
    responses: { 200: answer(File, { media: 'text/csv; charset=utf-8' }), ...ABOUT },
  },
}
