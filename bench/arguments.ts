import { parseArgs } from 'node:util'
import { OPERATIONS, type Operation } from './operations.ts'
import { type Mistake, mistakeOf } from './parse-mistake.ts'

export const benchUsage = `Measures Gatehouse and others beside it, in turn, on bare workerd.

  npm run bench                          everything, some twenty minutes; writes bench/RESULTS.md and results.svg
  npm run bench -- --quick               a rough look in two minutes; writes nothing

  --only read,logout                     some of: ${OPERATIONS.join(', ')}
  --peers gatehouse,hono                 some of: {peers}
  --connections 1,16,64                  how many clients at a time
  --seconds 6                            how long each figure is measured
  --write                                writes the files though not everything was measured
  --accounts 1000,1000000                instead: Gatehouse at both sizes; writes bench/GROWTH.md
  --rtt 5,80,200                         instead: Gatehouse that far, in ms, from D1 and KV, or from the client;
                                         writes bench/DISTANCE.md`

export type BenchRequest = {
  kind: 'bench'
  operations: Operation[]
  peers: string[]
  connections: number[]
  seconds: number
  rounds: number
  isQuick: boolean
  writes: boolean
  accounts: [number, number] | undefined
  distances: number[] | undefined
}

type Parsed = BenchRequest | { kind: 'help' } | Mistake

export function parseBenchArguments(args: string[], peers: readonly string[]): Parsed {
  try {
    const { values } = parseArgs({
      args,
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string' },
        peers: { type: 'string' },
        connections: { type: 'string' },
        seconds: { type: 'string' },
        accounts: { type: 'string' },
        rtt: { type: 'string' },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return { kind: 'help' }
    if (values.accounts !== undefined && values.rtt !== undefined)
      throw new Error('--accounts and --rtt are two measurements: ask for one of them')
    const isWhole = !values.quick && [values.only, values.peers, values.connections].every((value) => !value)
    return {
      kind: 'bench',
      operations: someOf(OPERATIONS, 'only', values.only),
      peers: someOf(peers, 'peers', values.peers),
      connections: numbers('connections', values.connections ?? (values.quick ? '16' : '1,16,64'), 64),
      seconds: oneNumber('seconds', values.seconds ?? (values.quick ? '1.2' : '6'), 600),
      rounds: values.quick ? 2 : 3,
      isQuick: values.quick,
      writes: isWhole || values.write,
      accounts: values.accounts === undefined ? undefined : twoSizes(values.accounts),
      distances: values.rtt === undefined ? undefined : numbers('rtt', values.rtt, 1000),
    }
  } catch (error) {
    return mistakeOf(error as Error)
  }
}

function someOf<Name extends string>(all: readonly Name[], option: string, text: string | undefined): Name[] {
  if (text === undefined) return [...all]
  const asked = text.split(',')
  const unknown = asked.find((name) => !all.includes(name as Name))
  if (unknown !== undefined) throw new Error(`--${option} does not know “${unknown}”, but ${all.join(', ')}`)
  return all.filter((name) => asked.includes(name))
}

function oneNumber(option: string, text: string, most: number): number {
  const number = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || number <= 0 || number > most)
    throw new Error(`--${option} is a number, ${most} at most, not “${text}”`)
  return number
}

function numbers(option: string, text: string, most: number): number[] {
  const found = text.split(',').map((part) => oneNumber(option, part, most))
  if (!found.every(Number.isInteger)) throw new Error(`--${option} has whole numbers, not “${text}”`)
  return found
}

/** The fewest that every client has accounts of its own among. */
export const FEWEST_ACCOUNTS = 1000

function twoSizes(text: string): [number, number] {
  const [small = 0, large = 0, more] = numbers('accounts', text, 20_000_000)
  if (more !== undefined || small < FEWEST_ACCOUNTS || large <= small)
    throw new Error(`--accounts has two sizes, the smaller one ${FEWEST_ACCOUNTS} or more, not “${text}”`)
  return [small, large]
}
