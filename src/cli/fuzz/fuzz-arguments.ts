import { parseArgs } from 'node:util'
import { type Mistake, mistakeOf } from '../parse-mistake.ts'

export const fuzzUsage = `Tries what nobody should send.

  npm run fuzz                              the long property tests, in workerd
  npm run fuzz -- http://localhost:8787     a running server, by its own documents

  --requests 10000    how many requests
  --seed 1            the same seed makes the same requests; another one is chosen each time
  --only 4711         one request of the seed, and its answer
  --at-once 8         how many at a time

It opens accounts on that server and changes them, so never point it at one that people use.`

export type FuzzRequest =
  | { kind: 'properties' }
  | {
      kind: 'server'
      origin: string
      requests: number
      seed: number
      only: number | undefined
      atOnce: number
    }
  | { kind: 'help' }
  | Mistake

const wholeNumber = (name: string, text: string, most: number): number => {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number > most) throw new Error(`--${name} is a whole number, ${most} at most`)
  return number
}

export const parseFuzzArguments = (args: string[], anySeed: () => number): FuzzRequest => {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        requests: { type: 'string', default: '10000' },
        seed: { type: 'string' },
        only: { type: 'string' },
        'at-once': { type: 'string', default: '8' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return { kind: 'help' }
    const [address, more] = positionals
    if (more !== undefined) return { kind: 'mistake', message: `One address, not also “${more}”` }
    if (address === undefined) return { kind: 'properties' }
    const url = URL.parse(address)
    if (!url || !/^https?:$/.test(url.protocol))
      return { kind: 'mistake', message: `An address begins with http:// or https://, not “${address}”` }
    return {
      kind: 'server',
      origin: url.origin,
      requests: wholeNumber('requests', values.requests, 1e9),
      seed: values.seed === undefined ? anySeed() : wholeNumber('seed', values.seed, 2 ** 32 - 1),
      only: values.only === undefined ? undefined : wholeNumber('only', values.only, 1e9),
      atOnce: Math.max(1, wholeNumber('at-once', values['at-once'], 256)),
    }
  } catch (error) {
    return mistakeOf(error as Error)
  }
}
