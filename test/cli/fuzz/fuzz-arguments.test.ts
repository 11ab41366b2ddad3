import { expect, it } from 'vitest'
import { parseFuzzArguments } from '../../../src/cli/fuzz/fuzz-arguments.ts'

const parse = (...args: string[]) => parseFuzzArguments(args, () => 7)
const server = { kind: 'server', origin: 'http://localhost:9000', requests: 10_000, seed: 7, atOnce: 8 }

it('runs the property tests without an address', () => {
  expect(parse()).toEqual({ kind: 'properties' })
  expect(parse('--help', 'http://localhost:9000')).toEqual({ kind: 'help' })
})

it.each([
  [['http://localhost:9000'], server],
  [['http://localhost:9000/docs'], server],
  [['http://localhost:9000', '--requests', '5', '--seed', '0'], { ...server, requests: 5, seed: 0 }],
  [['http://localhost:9000', '--only', '4', '--at-once=2'], { ...server, only: 4, atOnce: 2 }],
])('%j drives a server', (args, request) => {
  expect(parse(...args)).toEqual({ only: undefined, ...request })
})

it.each([
  [['localhost:9000'], 'An address begins with http:// or https://, not “localhost:9000”'],
  [['x'], 'An address begins with http:// or https://, not “x”'],
  [['http://a', 'http://b'], 'One address, not also “http://b”'],
  [['http://a', '--requests', '-1'], expect.stringMatching(/^Option '--requests' argument is ambiguous/)],
  [['http://a', '--requests=1e3'], '--requests is a whole number, 1000000000 at most'],
  [['http://a', '--seed', '4294967296'], '--seed is a whole number, 4294967295 at most'],
])('%j is a mistake', (args, message) => {
  expect(parse(...args)).toEqual({ kind: 'mistake', message })
})
