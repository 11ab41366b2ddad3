import { describe, expect, it } from 'vitest'
import { headers } from '../../src/dialects/documents/headers.ts'
import { keepTown, plain, requestOf } from '../guarantees/faults/asked-town.ts'
import { CONFIG, SETTINGS } from '../guarantees/faults/town.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import {
  behindLogin,
  type Operation,
  operations,
  readingJson,
  shownBy,
  table,
} from '../support/operations.ts'
import { PASSWORD } from '../support/people.ts'

/* What the documents show as examples, compared with what the server answers. */

const gatehouse = openGatehouse(SETTINGS, { config: CONFIG })
const townNow = keepTown(gatehouse)

/** Operations at their first name, with a request that works. */
const asked = operations.flatMap((operation) => {
  const ask = requestOf(`${operation.method} ${operation.path}`)
  return ask ? [[operation.name, operation, ask] as const] : []
})

async function send({ method, path }: Operation, init: object) {
  const response = await gatehouse.request(plain(path).replace(/:\w+/g, townNow().ada.id), {
    method,
    ...init,
  })
  const text = await response.text()
  return { response, body: text === '' ? undefined : JSON.parse(text) }
}

const SAID = ['message', 'status', 'statusCode', 'success', 'code', 'detail', 'title', 'type']

/** Where an example has what the answer has not: another field, another kind of value, another sentence. */
function differences(example: unknown, answer: unknown, at = ''): string[] {
  if (example === null || answer === null) return []
  if (Array.isArray(example) && Array.isArray(answer)) {
    const [first] = example
    // A list of several kinds shows the first of them.
    const second = answer.find((each) => Object(each).kind === Object(first).kind)
    return first === undefined || second === undefined ? [] : differences(first, second, `${at}[]`)
  }
  if (typeof example !== typeof answer) return [`${at}: ${JSON.stringify(answer)}`]
  if (typeof example !== 'object')
    return SAID.includes(at.split('.').at(-1) ?? '') && example !== answer ? [`${at}: ${answer}`] : []
  const had = Object(answer) as Record<string, unknown>
  return Object.entries(Object(example)).flatMap(([name, value]) =>
    name in had ? differences(value, had[name], `${at}.${name}`) : [`${at}.${name} is not in the answer`],
  )
}

const undeclared = ({ responses }: Operation, { status, headers: sent }: Response) =>
  Object.keys(headers).filter((name) => sent.has(name) && responses[status]?.headers?.[name] === undefined)

describe('the examples of the documents (FRM-12)', () => {
  it('are compared for every operation at its first name', () => {
    expect(asked.length).toBeGreaterThan(85)
  })

  it.each(asked)('show what is answered: %s', async (_, operation, ask) => {
    const { path, ...init } = ask(townNow())
    const response = await gatehouse.request(path ?? plain(operation.path), {
      method: operation.method,
      ...init,
    })
    expect(operation.responses).toHaveProperty(String(response.status))
    const text = await response.text()
    const example = shownBy(operation, response.status)
    expect(text === '').toBe(example === undefined)
    const isJson = response.headers.get('content-type')?.includes('json') === true
    if (text !== '') expect(differences(example, isJson ? JSON.parse(text) : text)).toEqual([])
    expect(undeclared(operation, response)).toEqual([])
  })

  it.each(table(behindLogin))('show the refusal of who is not signed in: %s', async (_, operation) => {
    const { response, body } = await send(operation, {})
    expect([response.status, body]).toEqual([401, shownBy(operation, 401)])
    expect(undeclared(operation, response)).toEqual([])
  })

  it.each(table(readingJson.filter(({ document }) => document !== 'express')))(
    'show the refusal of a media type: %s',
    async (_, operation) => {
      const { response, body } = await send(operation, {
        body: 'x',
        token: townNow().ada.token,
        headers: { 'content-type': 'text/plain' },
      })
      if (response.status === 415) expect(body).toEqual(shownBy(operation, 415))
      else expect([403, 404]).toContain(response.status)
    },
  )

  it.each(table(operations.filter(({ path }) => /login|token-auth|jwt\/create/.test(path))))(
    'show the refusal of a wrong password, and nothing of a code: %s',
    async (_, operation) => {
      if (!('password' in operation.fields)) return
      const json = { username: townNow().carl.username, password: `${PASSWORD}-not` }
      const { response, body } = await send(operation, { json })
      const shown = shownBy(operation, response.status)
      // The account API shows there what a second factor asks for.
      if (operation.document === 'account')
        expect(Object.keys(Object(shown))).toEqual(expect.arrayContaining(Object.keys(body)))
      else expect(body).toEqual(shown)
      expect(response.headers.has('x-otp')).toBe(false)
      expect(undeclared(operation, response)).toEqual([])
    },
  )
})
