import { expect, it } from 'vitest'
import { operations } from '../support/operations.ts'
import { mounts } from '../support/standard.ts'

/** Paths of django-trench that have no use here: they refuse, so no document has them (docs/second-factor.md). */
const REFUSING = [
  'POST /auth/code/request',
  'POST /auth/mfa/change-primary-method',
  'POST /auth/{method}/activate',
]

it('the tables of this folder cover every route that is mounted', () => {
  const covered = new Set([...operations.map(({ name }) => name.replace(/\/$/, '')), ...REFUSING])
  const routes = mounts.flatMap(({ base, app }) =>
    app.routes.map(({ method, path }) =>
      `${method} ${base}${path}`.replace(/\/$/, '').replace(/:(\w+)(\{.*\})?/g, '{$1}'),
    ),
  )
  expect(routes.length).toBeGreaterThan(60)
  expect([...new Set(routes)].filter((route) => !covered.has(route))).toEqual([])
})
