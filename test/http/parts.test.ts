import { expect, it } from 'vitest'
import type { RouteGroup } from '../../src/dialects/dialect.ts'
import { openApp } from '../../src/http/app.ts'
import { mountsOf, pagesOf } from '../../src/http/mounts.ts'
import { partsOf } from '../../src/http/routes.ts'
import { type Config, defaultConfig, defineConfig } from '../../src/ports/config.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { app as standard } from '../support/standard.ts'

const gatehouse = openGatehouse()

const elsewhere = defineConfig({
  apis: {
    profile: { at: [''] },
    djoser: { at: ['/Auth', '/api/auth'] },
    users: false,
    management: { at: ['/v2/people'] },
  },
  admin: false,
})

const routesOf = (groups: readonly RouteGroup[]): string[] =>
  groups.flatMap(({ api, base, app }) =>
    app.routes.map(({ method, path }) => `${api}: ${method} ${`${base}${path}`.replace(/^\/\//, '/')}`),
  )

it.each<[string, Config]>([
  ['the default configuration', defaultConfig],
  ['other paths', elsewhere],
])('the parts have every route of %s, below the paths that load them', async (_, config) => {
  const inParts: string[] = []
  for (const { at, load } of partsOf(config)) {
    const routes = routesOf((await load()).routesOf(config))
    inParts.push(...routes)
    const stray = routes.filter((route) => {
      const path = route.replace(/^\S+ \S+ /, '')
      return !at.some((each) => path === each || path.startsWith(`${each}/`))
    })
    expect(stray).toEqual([])
  }
  expect(inParts.length).toBeGreaterThan(60)
  expect(inParts.toSorted()).toEqual(routesOf([...mountsOf(config), ...pagesOf(config)]).toSorted())
})

/** What is asked with no method of the address, so that the answer tells what stands there and changes nothing. */
const ask = async (app: typeof standard, path: string, method: string) => {
  const answer = await app.fetch(new Request(gatehouse.origin + path, { method }), gatehouse.ports)
  return [method, path, answer.status, answer.headers.get('allow'), await answer.text()]
}

/** An address for each route: any id, any word. */
const paths = [...new Set(routesOf([...mountsOf(defaultConfig), ...pagesOf(defaultConfig)]))]
  .map((route) => route.replace(/^\S+ \S+ /, ''))
  .map((path) => path.replace(/:\w+(\{[^}]*\}+)?/g, '6d5f9bae-a31b-4b7b-82c4-3853eda2b011').replace('*', 'x'))

it('an app answers its first request as one that has had many, whatever the address', async () => {
  // As other software spells them, and what nobody has.
  const odd = [
    '/API/V1/USERS/Update-Avatar/',
    '/Auth/Users/',
    '/account/nothing',
    '/auth/jwt',
    '/nowhere',
    '/media/x',
  ]
  for (const path of paths) await ask(standard, path, 'OPTIONS')
  for (const path of [...new Set([...paths, ...odd])])
    for (const method of ['OPTIONS', 'PUT'])
      expect(await ask(openApp(defaultConfig), path, method)).toEqual(await ask(standard, path, method))
})

it('two first requests at once are both answered', async () => {
  const app = openApp(defaultConfig)
  const both = ['/api/profile', '/api/profile', '/auth/users/me', '/account/sessions']
  const answers = await Promise.all(both.map((path) => ask(app, path, 'GET')))
  expect(answers.map(([, , status]) => status)).toEqual([401, 401, 401, 401])
})
