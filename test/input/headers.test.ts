import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import {
  behindLogin,
  faultOfVoice,
  operations,
  requestOf,
  table,
  withoutChance,
} from '../support/operations.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse()
const { call } = callerOf(gatehouse)

let ada: SignedUp
let eve: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
  eve = await signUp(gatehouse, 'eve')
})

/** What a proxy or a framework might believe, and this API must not. */
const SPOOFED: Record<string, string> = {
  'X-User-Id': '1',
  'X-Authenticated': 'true',
  'X-Forwarded-User': 'ada',
  'Remote-User': 'ada',
  'Cf-Access-Authenticated-User-Email': 'ada@example.com',
  'Cf-Access-Jwt-Assertion': 'x.x.x',
  'X-Middleware-Subrequest': 'middleware:middleware:middleware',
  'X-Original-URL': '/healthz',
  'X-Rewrite-URL': '/healthz',
  'X-Forwarded-For': '127.0.0.1',
  'X-Forwarded-Prefix': '/healthz',
  'Proxy-Authorization': 'Basic YWRhOmFkYQ==',
}

describe.each(table(behindLogin))('%s', (_, operation) => {
  const ask = (headers: HeadersInit) => {
    const { method, path } = requestOf(operation, ada)
    return call(method, path, { headers })
  }

  it('takes one credential after a keyword, and nothing that only looks like it (HDR-09, HDR-10)', async () => {
    const { token } = ada
    const wrong = [
      `xBearer ${token}`,
      `Bearerx ${token}`,
      `Bearer ${token} x`,
      `Bearer x ${token}`,
      `Bearer Bearer ${token}`,
      `Bearer ${token},`,
      `Bearer, ${token}`,
      `Bearer "${token}"`,
      `Bearer token=${token}`,
      `Bearer ${token};`,
      `Bearer ${token.slice(1)}`,
      `Bearer ${token.toUpperCase()}`,
      `Basic ${btoa(`ada:${token}`)}`,
      `Digest username="ada"`,
      'Bearer',
      'Bearer ,',
      'Token null',
      'JWT undefined',
      `Bearer ${token}, Bearer ${token}`,
      `Bearer ${token}, Bearer ${eve.token}`,
      `Token ${eve.token}, Basic x`,
    ]
    const found = await refused(gatehouse, async () => {
      const kept: unknown[] = []
      for (const authorization of wrong) {
        const answer = await ask({ authorization })
        const fault = answer.status === 401 ? faultOfVoice(operation, answer) : answer
        if (fault !== undefined) kept.push([authorization, fault])
      }
      const two = new Headers({ authorization: `Bearer ${ada.token}` })
      two.append('authorization', `Bearer ${eve.token}`)
      expect((await ask(two)).status).toBe(401)
      return kept
    })
    expect(found).toEqual([])
    expect((await call('GET', '/account', { token: ada.token })).status).toBe(200)
  })

  it('lets nobody in by a header that only a proxy should set (HDR-12)', async () => {
    const plain = await refused(gatehouse, () => ask({}))
    expect(plain.status).toBe(401)
    expect(await refused(gatehouse, () => ask(SPOOFED))).toEqual(plain)
  })
})

describe.each(table(operations.filter(({ method }) => method === 'GET' || method === 'POST')))(
  '%s',
  (_, operation) => {
    it('is what its method says, whatever another header says (HDR-11)', async () => {
      const { method, path, headers } = requestOf(operation, ada)
      headers.delete('authorization')
      const plain = await refused(gatehouse, () => call(method, path, { headers }))
      for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
        headers.set(name, 'DELETE')
        expect(withoutChance(await call(method, path, { headers }))).toEqual(withoutChance(plain))
      }
    })
  },
)

const isForStaff = ({ name }: { name: string }) => name.includes('/admin/')

it('one who is signed in deletes nothing by a header or a query either (HDR-11)', async () => {
  const gets = operations.filter(({ method, needsLogin }) => method === 'GET' && needsLogin)
  for (const operation of gets) {
    const { path, headers } = requestOf(operation, ada)
    headers.set('X-HTTP-Method-Override', 'DELETE')
    const answer = await refused(gatehouse, () => call('GET', `${path}?_method=DELETE`, { headers }))
    expect([operation.name, answer.status]).toEqual([operation.name, isForStaff(operation) ? 403 : 200])
  }
  expect(gets.length).toBeGreaterThan(5)
})

it.each(['/api/profile/', '/api/v1/users/getUser', '/account'])(
  'a blank that HTTP does not know parts no keyword from its credential at %s (HDR-09)',
  async (path) => {
    const authorization = `Bearer\u00a0${ada.token}`
    expect((await refused(gatehouse, () => call('GET', path, { headers: { authorization } }))).status).toBe(
      401,
    )
  },
)

describe.each(table(operations))('a header of the answer of %s', (_, operation) => {
  it('holds nothing of what was sent (HDR-05)', async () => {
    const text = 'x\r\nSet-Cookie: planted=1'
    const { method, path, headers } = requestOf(operation, ada)
    headers.set('content-type', 'application/json')
    headers.set('authorization', 'Bearer planted')
    headers.set('referer', 'https://planted.example')
    const fields = Object.fromEntries(Object.keys(operation.fields).map((name) => [name, text]))
    const body = method === 'GET' ? undefined : JSON.stringify(fields)
    for (const query of ['', '?next=%0d%0aSet-Cookie:planted=1', '?after=planted']) {
      const response = await gatehouse.request(path + query, { method, headers, ...(body && { body }) })
      await response.arrayBuffer()
      expect(response.status).toBeLessThan(500)
      expect([...response.headers].join()).not.toMatch(/planted/i)
    }
  })

  it('is there also when a thousand came, and one that was very long (HDR-13)', async () => {
    const { method, path, headers } = requestOf(operation, ada)
    headers.delete('authorization')
    const plain = await call(method, path, { headers })
    for (let at = 0; at < 1000; at++) headers.set(`x-${at}`, 'a'.repeat(100))
    headers.set('x-long', 'a'.repeat(100_000))
    expect(withoutChance(await call(method, path, { headers }))).toEqual(withoutChance(plain))
  })
})
