import { Hono, type MiddlewareHandler } from 'hono'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { AppEnv } from '../../src/dialects/dialect.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { behindLogin, exampleOf, faultOfVoice, operations, requestOf, table } from '../support/operations.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { mounts } from '../support/standard.ts'

const gatehouse = openGatehouse()
const { call } = callerOf(gatehouse)

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
})

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'QUERY']
const paths = [...new Set(operations.map(({ path }) => path))]

describe.each(paths)('%s', (path) => {
  const here = operations.filter((operation) => operation.path === path)
  const [first] = here as [(typeof here)[number]]
  const had = here.map(({ method }) => method)
  const allow = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(
    (method) => method === 'OPTIONS' || had.includes(method === 'HEAD' ? 'GET' : method),
  )

  it('has the methods of its document and no other (FRM-01, FRM-02)', async () => {
    const lacking = METHODS.filter((method) => method !== 'OPTIONS' && !allow.includes(method))
    const answers = await refused(gatehouse, async () => {
      const found: unknown[] = []
      for (const method of lacking) {
        const address = path.replace('{id}', ada.id).replace(/\{(session|event)\}/, ada.id)
        const answer = await call(method, address, { token: ada.token })
        const voice = method === 'HEAD' ? undefined : faultOfVoice(first, answer)
        found.push([method, answer.status, answer.allow, voice])
      }
      return found
    })
    // The Express back end knows a path together with its method only (decision 8).
    const expected =
      first.voice === 'envelope' ? [404, undefined, undefined] : [405, allow.join(', '), undefined]
    const written = (each: unknown[]) => [each[0], each[1], sorted(each[2] as string | undefined), each[3]]
    expect(answers.map((each) => written(each as unknown[]))).toEqual(
      lacking.map((method) => written([method, ...expected])),
    )
  })
})

describe.each(table(operations.filter(({ method }) => method === 'GET')))('%s', (_, operation) => {
  it('answers HEAD alike, without a body (FRM-02)', async () => {
    const { path, headers } = requestOf(operation, ada)
    const get = await gatehouse.request(path, { headers })
    const head = await gatehouse.request(path, { headers, method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([get.status, ''])
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
    await get.arrayBuffer()
  })
})

const sorted = (allow: string | undefined) => allow?.split(', ').sort().join(', ')

/** Ways to write a path that some routers take for the same, and some guards do not. */
function spellings(path: string): string[] {
  const plain = path.replace(/\/$/, '')
  const at = plain.lastIndexOf('/')
  const [front, last] = [plain.slice(0, at), plain.slice(at + 1)]
  const encoded = `%${last.charCodeAt(0).toString(16)}${last.slice(1)}`
  return [
    `/${path}`,
    `${front}//${last}`,
    `${plain}//`,
    `${front}/./${last}`,
    `${front}/x/../${last}`,
    `${front}/%2e/${last}`,
    `${front}\\${last}`,
    `${front}%2f${last}`,
    `${front}/${encoded}`,
    `${front}/${encoded.replace('%', '%25')}`,
    plain.toUpperCase(),
    `${plain};x`,
    `${plain}.json`,
    `${plain}%00`,
    `${plain}%0a`,
    `${plain}%0d%0a/`,
    `${front}/%0a${last}`,
    `${front}/%e2%80%a8${last}`,
    `${plain}%e2%80%a9/`,
    `${plain}%ff`,
    `${plain}%`,
    `${plain}/${'a/'.repeat(3000)}`,
  ].filter((spelling) => spelling.startsWith('/'))
}

describe.each(table(behindLogin))('%s', (_, operation) => {
  it('asks for a login on every spelling that is served (FRM-03, FRM-04, FRM-05, FRM-06, INP-26)', async () => {
    const { method, path } = requestOf(operation, ada)
    const served = await refused(gatehouse, async () => {
      const found: unknown[] = []
      for (const spelling of spellings(path)) {
        const { status } = await call(method, spelling)
        if (![401, 404, 405].includes(status)) found.push([spelling.slice(0, 80), status])
      }
      return found
    })
    expect(served).toEqual([])
  })
})

/** The same for everybody: what django-trench's clients ask to know what is offered. */
const SAYS_NOTHING = 'GET /auth/mfa/config'

describe('an API whose guard was forgotten', () => {
  it('is not open: what it is to act on cannot be made up (FRM-07)', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const isGuard = (handler: MiddlewareHandler<AppEnv>) => handler.name === 'signedIn'
    let tried = 0
    for (const { base, app } of mounts) {
      const guarded = app.routes.filter(({ handler }) => isGuard(handler as MiddlewareHandler<AppEnv>))
      const open = new Hono<AppEnv>().basePath(base)
      for (const { method, path, handler } of app.routes) {
        if (!isGuard(handler as MiddlewareHandler<AppEnv>)) open.on(method, path, handler)
      }
      for (const { method, path } of guarded) {
        const address = `${base}${path}`.replace(/:id\{.*\}/, ada.id)
        const operation = operations.find(
          (each) =>
            each.method === method &&
            each.path.replace('{id}', ada.id).replace(/\/$/, '') === address.replace(/\/$/, ''),
        )
        if (`${method} ${address}`.replace(/\/$/, '') === SAYS_NOTHING) continue
        const body = JSON.stringify(operation ? exampleOf(operation) : {})
        const init = {
          method,
          headers: { 'content-type': 'application/json' },
          ...(method !== 'GET' && { body }),
        }
        const answer = await refused(gatehouse, async () => open.request(address, init, gatehouse.ports))
        expect([method, address, answer.status]).toEqual([
          method,
          address,
          expect.toSatisfy((status) => status >= 400),
        ])
        tried++
      }
    }
    expect(tried).toBeGreaterThan(25)
    vi.restoreAllMocks()
  })
})
