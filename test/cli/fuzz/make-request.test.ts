import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { projectRoot } from '../../../src/cli/project-root.ts'
import { chanceOf, seedOf } from '../../../src/cli/tools/fuzz/chance.ts'
import { makeRequest } from '../../../src/cli/tools/fuzz/make-request.ts'
import { type Operation, operationsOf } from '../../../src/cli/tools/fuzz/operations.ts'

/** The documents as they were reviewed. */
const operations = ['profile', 'djoser', 'management', 'express', 'account'].flatMap((name) =>
  operationsOf(JSON.parse(readFileSync(`${projectRoot}/test/openapi/${name}.json.snap`, 'utf8'))),
)
const person = {
  id: 'i',
  username: 'u',
  email: 'u@example.com',
  password: 'p',
  token: 'f'.repeat(40),
  known: {},
}
const requests = (seed: number, count: number) =>
  Array.from({ length: count }, (_, at) => makeRequest(operations, person, seed, at))

it('the same seed makes the same requests, another one others', () => {
  expect(requests(1, 300)).toEqual(requests(1, 300))
  expect(requests(2, 300)).not.toEqual(requests(1, 300))
})

it('every operation is asked, in every way, and no request is one that Node would not send', () => {
  const made = requests(3, 20_000)
  const asked = new Set(made.map(({ operation }) => operation))
  expect(asked.size).toBe(operations.length)
  expect(made.filter(({ elsewhere }) => elsewhere).length).toBeGreaterThan(2000)
  expect(made.filter(({ wire }) => wire.chunked).length).toBeGreaterThan(500)
  expect(made.some(({ wire }) => (wire.body?.length ?? 0) > 3_000_000)).toBe(true)
  for (const { wire } of made) {
    expect(wire.path).toMatch(/^\/[\x21-\xff]*$/)
    for (const value of Object.values(wire.headers)) expect(value).toMatch(/^[\t\x20-\x7e\x80-\xff]*$/)
  }
})

it('a valid request has what its document requires', () => {
  const register = operations.find(({ path }) => path === '/api/register/') as Operation
  const bodies = Array.from({ length: 200 }, (_, at) => makeRequest([register], person, 1, at))
    .filter(({ wire }) => wire.headers['content-type'] === 'application/json')
    .flatMap(({ wire }) => {
      try {
        return [Object.keys(JSON.parse(String(wire.body)))]
      } catch {
        return []
      }
    })
  const complete = bodies.filter((names) =>
    ['username', 'password', 'email'].every((name) => names.includes(name)),
  )
  expect(complete.length).toBeGreaterThan(20)
})

it('chance is spread over what there is to choose', () => {
  const chance = chanceOf(seedOf(1, 1))
  const counts = [0, 0, 0, 0, 0]
  for (let times = 0; times < 5000; times++) counts[chance.below(5)] = (counts[chance.below(5)] ?? 0) + 1
  const seen = new Set(Array.from({ length: 500 }, () => chance.pick(['a', 'b', 'c'])))
  expect(seen.size).toBe(3)
  expect(Math.min(...counts)).toBeGreaterThan(0)
})
