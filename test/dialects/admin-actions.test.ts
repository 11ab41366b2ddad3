import { expect, it } from 'vitest'
import terminal from '../../src/cli/commands/admin/admin-request.ts?raw'
import { ACTIONS, OTHER_ACTIONS } from '../../src/dialects/console/actions.ts'
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
const NOT_ABOUT_ONE = ['create', 'list', 'show', 'moved', 'end-move', 'sign-out-everybody']
/** What the terminal does not have: a reset, a verification, an edit and the end of one session need no operator there. */
const NOT_AT_A_TERMINAL = ['send-reset', 'send-verification', 'forget-tries', 'delete', 'edit', 'end-session']

it('offers at the console what the account API offers, and the same at the API', () => {
  expect([...new Set(changes)].toSorted()).toEqual(all.map(({ api }) => api).toSorted())
})

it('offers at the console all that the terminal does to an account, and names what the terminal lacks', () => {
  const kinds = [...terminal.matchAll(/kind: ((?:'[\w-]+'(?: \| )?)+)/g)].flatMap(([, words = '']) =>
    words.replaceAll("'", '').split(' | '),
  )
  const aboutOne = kinds.filter((kind) => !NOT_ABOUT_ONE.includes(kind))
  expect(aboutOne.toSorted()).toEqual([...new Set(all.flatMap(({ terminal }) => terminal ?? []))].toSorted())
  const lacking = Object.entries({ ...ACTIONS, ...OTHER_ACTIONS }).filter(
    ([, { terminal }]) => terminal === null,
  )
  expect(lacking.map(([name]) => name).toSorted()).toEqual(NOT_AT_A_TERMINAL.toSorted())
})
