import { expect, it } from 'vitest'
import { fuzzCommand } from '../../../src/cli/tools/fuzz/command.ts'
import { readArguments } from '../read-arguments.ts'

const read = (...args: string[]) => readArguments((run) => fuzzCommand(run, () => 7), args)
const usual = { requests: 10_000, seed: 7, atOnce: 8 }
const server = { ...usual, origin: 'http://localhost:9000' }

it('runs the property tests without a URL', async () => {
  expect(await read()).toEqual(usual)
  expect(await read('--help', 'http://localhost:9000')).toBe('help')
})

it.each([
  [['http://localhost:9000'], server],
  [['http://localhost:9000/docs'], server],
  [['http://localhost:9000', '--requests', '5', '--seed', '0'], { ...server, requests: 5, seed: 0 }],
  [
    ['http://localhost:9000', '--operation', 'GET /a', '--at-once=2'],
    { ...server, operation: 'GET /a', atOnce: 2 },
  ],
  [
    ['http://localhost:9000', '--operation', 'GET /a', '--only', '4:0:1'],
    { ...server, operation: 'GET /a', only: '4:0:1' },
  ],
])('%j drives a server', async (args, request) => {
  expect(await read(...args)).toEqual(request)
})

it.each([
  [
    ['localhost:9000'],
    /'localhost:9000' is invalid for argument 'url'\. It must begin with http:\/\/ or https:\/\/\.$/,
  ],
  [['x'], /'x' is invalid for argument 'url'\. It must begin with http:\/\/ or https:\/\/\.$/],
  [['http://a', 'http://b'], /^too many arguments/],
  [['http://a', '--requests', '-1'], /^option '--requests <number>' argument/],
  [
    ['http://a', '--requests=1e3'],
    /argument '1e3' is invalid\. It must be a whole number from 0 to 1000000000\.$/,
  ],
  [
    ['http://a', '--operation', 'GET /a', '--only', 'x'],
    /It must be as a finding shows it: '12' or '12:0:3'\.$/,
  ],
  [['http://a', '--only', '1'], /^option '--only <path>' needs option '--operation <name>'$/],
  [['http://a', '--seed', '4294967296'], /It must be a whole number from 0 to 4294967295\.$/],
])('%j is a mistake', async (args, message) => {
  expect(await read(...args)).toEqual({ mistake: expect.stringMatching(message) })
})
