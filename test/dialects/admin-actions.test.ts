import { expect, it } from 'vitest'
import terminal from '../../src/cli/commands/admin/admin-request.ts?raw'
import jobs from '../../src/cli/commands/admin/jobs-request.ts?raw'
import webhooks from '../../src/cli/commands/admin/webhook-request.ts?raw'
import { accountJobs } from '../../src/dialects/account-jobs.ts'
import { accountWebhooks } from '../../src/dialects/account-webhooks.ts'
import { ACTIONS, OTHER_ACTIONS } from '../../src/dialects/console/actions.ts'
import { jobRoutes } from '../../src/dialects/console/jobs.ts'
import { BULK } from '../../src/dialects/console/jobs-page.ts'
import { webhookRoutes } from '../../src/dialects/console/webhooks.ts'
import { BULK_ACTIONS } from '../../src/ports/list-words.ts'
import { mounts } from '../support/standard.ts'

/* What staff can do to an account is one list, at the console, at the account API and at a terminal. */

const all = Object.values({ ...ACTIONS, ...OTHER_ACTIONS })

const BELOW = /^\/admin\/users\/:id\{[^/]*\}/
const changes = mounts.flatMap(({ base, app }) =>
  base === '/account'
    ? app.routes
        .filter(({ method, path }) => method !== 'GET' && BELOW.test(path))
        .map(({ method, path }) => `${method} ${path.replace(BELOW, '').replace(/:(\w+)\{[^/]*\}/g, '{$1}')}`)
    : [],
)

/** Of `npm run admin`, what is about everybody, or only shows. */
const NOT_ABOUT_ONE = [
  'create',
  'list',
  'show',
  'sessions',
  'events',
  'moved',
  'end-move',
  'sign-out-everybody',
  'jobs',
  'webhooks',
]

/** Who forgot a password can ask for an email. Staff who set one would know it; an operator knows everything. */
const AT_A_TERMINAL_ALONE = ['set-password']

it('offers at the console what the account API offers, and the same at the API', () => {
  expect([...new Set(changes)].toSorted()).toEqual(all.map(({ api }) => api).toSorted())
})

it('offers at a terminal all that the console does to an account', () => {
  const kinds = [...terminal.matchAll(/kind: ((?:'[\w-]+'(?: \| )?)+)/g)].flatMap(([, words = '']) =>
    words.replaceAll("'", '').split(' | '),
  )
  const aboutOne = kinds.filter((kind) => !NOT_ABOUT_ONE.includes(kind))
  expect(aboutOne.toSorted()).toEqual(
    [...new Set(all.map((each) => each.terminal)), ...AT_A_TERMINAL_ALONE].toSorted(),
  )
})

/** What the three do about webhooks: the words of the terminal, of the addresses of the API, and of the console. */
const WEBHOOKS: [terminal: string, api: string, console: string][] = [
  ['list', 'GET ', 'GET '],
  ['add', 'POST ', 'POST /add'],
  ['show', 'GET /{id}', 'GET /{id}'],
  ['change', 'PATCH /{id}', 'POST /{id}/change'],
  ['remove', 'DELETE /{id}', 'POST /{id}/remove'],
  ['pause', 'POST /{id}/pause', 'POST /{id}/pause'],
  ['resume', 'POST /{id}/resume', 'POST /{id}/resume'],
  ['rotate', 'POST /{id}/rotate', 'POST /{id}/rotate'],
  ['replay', 'POST /{id}/replay', 'POST /{id}/replay'],
  ['messages', 'GET /{id}/messages', 'GET /{id}'],
  ['retry', 'POST /{id}/retry', 'POST /{id}/retry'],
  ['retry', 'POST /{id}/messages/{event}/retry', 'POST /{id}/messages/{event}/retry'],
  ['drop', 'DELETE /{id}/messages', 'POST /{id}/drop'],
  ['drop', 'DELETE /{id}/messages/{event}', 'POST /{id}/messages/{event}/drop'],
]
const written = (path: string) =>
  path.replace(/:(\w+)\{[^/]*\}/g, '{$1}').replace(/^.*?\/(webhooks|jobs)/, '')
const isForm = (route: string) => /^GET .*\/(add|change|replay|remove)$/.test(route)

/** The words of what a request of the terminal does. */
const wordsOf = (requests: string) =>
  [...requests.matchAll(/does: ((?:'[\w-]+'(?: \| )?)+)/g)].flatMap(([, found = '']) =>
    found.replaceAll("'", '').split(' | '),
  )
const routesOf = (routes: { method: string; path: string }[]) =>
  [...new Set(routes.map(({ method, path }) => `${method} ${written(path)}`))].toSorted()

it('offers the same about webhooks at the console, at the API and at a terminal', () => {
  expect(wordsOf(webhooks).toSorted()).toEqual([...new Set(WEBHOOKS.map(([word]) => word))].toSorted())
  expect(routesOf(accountWebhooks.routes)).toEqual(WEBHOOKS.map(([, route]) => route).toSorted())
  expect(routesOf(webhookRoutes.routes).filter((route) => !isForm(route))).toEqual(
    [...new Set(WEBHOOKS.map(([, , route]) => route))].toSorted(),
  )
})

/** The same about jobs for many people. The console asks in between who is meant. */
const JOBS: [terminal: string, api: string, console: string][] = [
  ['list', 'GET ', 'GET '],
  ['start', 'POST ', 'POST /start'],
  ['show', 'GET /{id}', 'GET /{id}'],
  ['cancel', 'POST /{id}/cancel', 'POST /{id}/cancel'],
  ['file', 'GET /{id}/people.csv', 'GET /{id}/people.csv'],
]

it('offers the same about jobs for many people at all three, with the same actions', () => {
  expect(wordsOf(jobs).toSorted()).toEqual(JOBS.map(([word]) => word).toSorted())
  expect(routesOf(accountJobs.routes)).toEqual(JOBS.map(([, route]) => route).toSorted())
  expect(routesOf(jobRoutes.routes)).toEqual(
    [...JOBS.map(([, , route]) => route), 'POST /confirm'].toSorted(),
  )
  expect(Object.keys(BULK)).toEqual([...BULK_ACTIONS])
  const one = BULK_ACTIONS.filter((action) => action !== 'export')
  expect(one.every((action) => ACTIONS[action])).toBe(true)
  expect(ACTIONS.delete && !one.some((action) => String(action) === 'delete')).toBe(true)
})
