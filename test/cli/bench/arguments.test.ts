import { expect, it } from 'vitest'
import { parseBenchArguments } from '../../../bench/arguments.ts'
import { OPERATIONS } from '../../../bench/operations.ts'
import { parseSeedArguments } from '../../../bench/seed-arguments.ts'

const PEERS = ['gatehouse', 'hono']
const parse = (...args: string[]) => parseBenchArguments(args, PEERS)

const whole = {
  kind: 'bench',
  operations: [...OPERATIONS],
  peers: PEERS,
  connections: [1, 16, 64],
  seconds: 6,
  rounds: 3,
  isQuick: false,
  writes: true,
  accounts: undefined,
  distances: undefined,
}

it('measures everything when nothing is said', () => {
  expect(parse()).toEqual(whole)
})

it('measures less when it is to be quick, and writes nothing', () => {
  const quick = { ...whole, connections: [16], seconds: 1.2, rounds: 2, isQuick: true, writes: false }
  expect(parse('--quick')).toEqual(quick)
  expect(parse('--quick', '--seconds', '3', '--write')).toEqual({ ...quick, seconds: 3, writes: true })
})

it('measures some of it, in the order that it has', () => {
  const asked = parse('--only', 'logout,read', '--peers', 'hono', '--connections', '4')
  expect(asked).toEqual({
    ...whole,
    operations: ['read', 'logout'],
    peers: ['hono'],
    connections: [4],
    writes: false,
  })
})

it('compares two sizes', () => {
  expect(parse('--accounts', '1000,1000000')).toEqual({ ...whole, accounts: [1000, 1_000_000] })
})

it('compares places', () => {
  expect(parse('--rtt', '5,80')).toEqual({ ...whole, distances: [5, 80] })
})

it.each([
  [['--only', 'reed'], `--only does not know “reed”, but ${OPERATIONS.join(', ')}`],
  [['--peers', 'express'], '--peers does not know “express”, but gatehouse, hono'],
  [['--seconds', '0'], '--seconds is a number, 600 at most, not “0”'],
  [['--connections', '1,65'], '--connections is a number, 64 at most, not “65”'],
  [['--connections', '1.5'], '--connections has whole numbers, not “1.5”'],
  [['--accounts', '1000'], '--accounts has two sizes, the smaller one 1000 or more, not “1000”'],
  [['--accounts', '10,1000'], '--accounts has two sizes, the smaller one 1000 or more, not “10,1000”'],
  [['--rtt', '5,1001'], '--rtt is a number, 1000 at most, not “1001”'],
  [['--rtt', '0.5'], '--rtt has whole numbers, not “0.5”'],
  [
    ['--rtt', '5', '--accounts', '1000,2000'],
    '--accounts and --rtt are two measurements: ask for one of them',
  ],
  [['--fast'], "Unknown option '--fast'"],
])('refuses %j', (args, message) => {
  expect(parse(...args)).toEqual({ kind: 'mistake', message })
})

it('tells how it is used', () => {
  expect(parse('--help')).toEqual({ kind: 'help' })
  expect(parseSeedArguments(['-h'])).toEqual({ kind: 'help' })
})

it('seeds as many as are asked for, where it is told', () => {
  expect(parseSeedArguments(['1_000_000'])).toEqual({ kind: 'seed', accounts: 1_000_000, to: undefined })
  expect(parseSeedArguments(['50', '--to', 'here'])).toEqual({ kind: 'seed', accounts: 50, to: 'here' })
})

it.each([[[]], [['none']], [['0']], [['1', '2']], [['-5']], [['30000000']]])(
  'seeds nothing for %j',
  (args) => {
    expect(parseSeedArguments(args)).toMatchObject({ kind: 'mistake' })
  },
)
