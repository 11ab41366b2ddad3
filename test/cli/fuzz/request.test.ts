import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { projectRoot } from '../../../src/cli/project-root.ts'
import { nearlyValid, valid } from '../../../src/cli/tools/fuzz/arbitraries.ts'
import { operationsOf } from '../../../src/cli/tools/fuzz/operations.ts'
import { requestTo } from '../../../src/cli/tools/fuzz/request.ts'
import { validRequest } from '../../../src/cli/tools/fuzz/valid-request.ts'

/** The documents as they were reviewed. */
const operations = ['profile', 'djoser', 'management', 'express', 'account'].flatMap((name) =>
  operationsOf(JSON.parse(readFileSync(`${projectRoot}/test/openapi/${name}.json.snap`, 'utf8'))),
)
const person = {
  username: 'u',
  email: 'u@example.com',
  password: 'p',
  token: 'f'.repeat(40),
  known: {},
  ids: ['6d5f9bae-a31b-4b7b-82c4-3853eda2b011'],
}
const named = (wanted: string) => {
  const operation = operations.find(({ name }) => name === wanted)
  if (!operation) throw new Error(`no ${wanted}`)
  return operation
}
const arbitraries = operations.map(requestTo)
const requestsOf = (seed: number, numRuns: number) =>
  arbitraries.flatMap((each) => fc.sample(each, { seed, numRuns }).map((request) => request(person)))

it('the same seed makes the same requests, another one others', () => {
  const written = (seed: number) =>
    requestsOf(seed, 2).map(({ wire }) => ({ ...wire, body: wire.body && crc32(wire.body) }))
  expect(written(1)).toEqual(written(1))
  expect(written(2)).not.toEqual(written(1))
})

it('every kind of request is made, and none that Node would not send', () => {
  const made = requestsOf(3, 60)
  expect(made.filter(({ elsewhere }) => elsewhere).length).toBeGreaterThan(600)
  expect(made.filter(({ wire }) => wire.chunked).length).toBeGreaterThan(100)
  expect(made.filter(({ wire }) => wire.path.includes('limit=')).length).toBeGreaterThan(50)
  expect(made.filter(({ wire }) => wire.headers['content-encoding']).length).toBeGreaterThan(50)
  const bodies = made.flatMap(({ wire }) => wire.body ?? [])
  expect(bodies.some(({ length }) => length > 3_000_000)).toBe(true)
  for (const text of ['__proto__', '\xc3(', '[[[[[[', '\\ud800', '"username":"a","username"', 'filename='])
    expect(bodies.some((body) => body.includes(text, 0, 'latin1'))).toBe(true)
  for (const { wire } of made) {
    expect(wire.path).toMatch(/^\/[\x21-\xff]*$/)
    for (const value of Object.values(wire.headers)) expect(value).toMatch(/^[\t\x20-\x7e\x80-\xff]*$/)
  }
})

it('a valid request has what its document requires', () => {
  for (const request of fc.sample(validRequest(named('POST /api/register/')), 100))
    expect(Object.keys(request(person).fields)).toEqual(
      expect.arrayContaining(['username', 'password', 'email']),
    )
})

it('the fields of objects in a body are changed too', () => {
  const made = fc.sample(requestTo(named('POST /account/login/passkey')), { seed: 1, numRuns: 300 })
  const bodies = made.map((request) => `${request(person).wire.body}`)
  expect(bodies.filter((body) => /"signature":[^"]/.test(body))).not.toEqual([])
})

it.each([
  [{ enum: ['a', 'b'] }, /^[ab]$/],
  [{ type: 'integer', minimum: 2, maximum: 4 } as const, /^[234]$/],
  [{ type: 'string', minLength: 2, maxLength: 3, pattern: '^[xy]{2,3}$' } as const, /^[xy]{2,3}$/],
  [{ type: ['boolean', 'null'] } as never, /^(true|false|null)$/],
  [{ type: 'array', items: { type: 'boolean' } } as const, /^((true|false),?)*$/],
  [{ anyOf: [{ type: 'null' }, { type: 'string', format: 'email' }] } as const, /^(null|\w+@\w+\.example)$/],
])('%j allows what is made from it', (schema, form) => {
  for (const value of fc.sample(valid(schema as Parameters<typeof valid>[0]), 50))
    expect(`${value}`).toMatch(form)
})

it('what is nearly valid is one character too long, or one too much', () => {
  const values = fc.sample(nearlyValid({ type: 'string', maxLength: 30 }), 500)
  expect(values.filter((value) => typeof value === 'string' && value.length === 31)).not.toEqual([])
  expect(fc.sample(nearlyValid({ type: 'integer', maximum: 30 }), 500)).toContain(31)
})
