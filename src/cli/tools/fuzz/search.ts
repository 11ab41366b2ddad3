import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import type { Operation } from './operations.ts'
import { type Made, requestTo } from './request.ts'
import type { Own } from './valid-request.ts'
import type { Wire } from './write-request.ts'

/** What was found. `wire` is the smallest request that shows it, and `path` where fast-check has it. */
type Finding = { what: string; operation: Operation; times: number; wire: Wire; path: string }

/** The requests of a run to one operation, of which the first `sent` have been sent. */
export type Search = {
  operation: Operation
  arbitrary: fc.Arbitrary<Own<Made>>
  requests: number
  sent: number
  findings: Map<string, Finding>
}

/** Sends a request, and tells what is wrong with the response. */
type Try = (request: Own<Made>) => Promise<{ wire: Wire; what: string | undefined }>

/** How many are sent before it is the turn of the next operation: what an account can do depends on what others did. */
const TURN = 2
/** A fault that takes long to show, such as a hang, is not shrunk to the end. */
const LONGEST_SHRINKING_MS = 60_000

/** The seed of an operation: operations with the same fields get different requests. */
export const seedOf = ({ name }: Operation, seed: number) => crc32(name, seed)

/** The request that fast-check has at a path. */
export const requestAt = (operation: Operation, seed: number, path: string): Own<Made> => {
  const [request] = fc.sample(requestTo(operation), { seed: seedOf(operation, seed), path, numRuns: 1 })
  if (!request) throw new Error(`no request at ${path}`)
  return request
}

export const openSearch = (operation: Operation, requests: number): Search => ({
  operation,
  arbitrary: requestTo(operation),
  requests,
  sent: 0,
  findings: new Map(),
})

/** Sends the next requests of a search, up to a fault that was not known yet, which it shrinks. */
export const takeTurn = async (search: Search, seed: number, attempt: Try): Promise<void> => {
  const { operation, arbitrary, findings } = search
  const shrinking: { found?: Omit<Finding, 'path'>; until: number } = { until: 0 }
  const property = fc.asyncProperty(arbitrary, async (request) => {
    const { found, until } = shrinking
    if (found && Date.now() > until) return true
    const { wire, what } = await attempt(request)
    if (found) {
      if (what === found.what) found.wire = wire
      return what !== found.what
    }
    if (what === undefined) return true
    const known = findings.get(what)
    if (known) known.times++
    else {
      shrinking.found = { what, operation, times: 1, wire }
      shrinking.until = Date.now() + LONGEST_SHRINKING_MS
    }
    return known !== undefined
  })
  const { failed, numRuns, counterexamplePath, errorInstance } = await fc.check(property, {
    seed: seedOf(operation, seed),
    path: String(search.sent),
    numRuns: Math.min(TURN, search.requests - search.sent),
  })
  search.sent += numRuns
  if (!failed) return
  if (!shrinking.found) throw errorInstance
  findings.set(shrinking.found.what, { ...shrinking.found, path: counterexamplePath ?? '' })
}
