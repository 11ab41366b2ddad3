import { startProgressBar } from '../../progress-bar.ts'
import { Refused } from '../../refused.ts'
import { complain, note } from '../../terminal.ts'
import { curlOf } from './curl.ts'
import { readOperations } from './operations.ts'
import { openSearch, requestAt, type Search, seedOf, takeTurn } from './search.ts'
import { openSender, type Tried } from './sender.ts'

type Run = {
  origin: string
  requests: number
  seed: number
  operation?: string
  only?: string
  atOnce: number
}

/** What was counted in a run. `seen` has the operations with the statuses that they answered. */
type Tally = { requests: number; slowest: number; statuses: Map<number, number>; seen: Set<string> }

/** Tests a running server. The exit code is 1 when something was found. */
export const fuzzServer = async (run: Run): Promise<number> => {
  const all = await readOperations(run.origin)
  const operations = all.filter(({ name }) => (run.operation ?? name) === name)
  const [first] = operations
  if (!first) throw new Refused(`There is no operation '${run.operation}' at ${run.origin}`)
  note(`${operations.length} operations at ${run.origin}, seed ${run.seed}`)
  const attempt = openSender(run.origin, all)
  if (run.only !== undefined) return tryOne(run, await attempt(requestAt(first, run.seed, run.only), 0))

  const searches = operations.map((operation, at) =>
    openSearch(operation, Math.floor((run.requests + at) / operations.length)),
  )
  const tally: Tally = { requests: 0, slowest: 0, statuses: new Map(), seen: new Set() }
  const bar = startProgressBar(run.requests)
  // In no order, so that those that hash passwords do not all come at once.
  const waiting = searches
    .filter(({ requests }) => requests > 0)
    .sort((one, other) => seedOf(one.operation, run.seed) - seedOf(other.operation, run.seed))
  const runner = async (_: unknown, index: number) => {
    for (let search = waiting.shift(); search; search = waiting.shift()) {
      await takeTurn(search, run.seed, async (request) => {
        const tried = await attempt(request, index)
        count(tally, tried)
        bar.show(tally.requests)
        return { wire: tried.made.wire, what: tried.what }
      })
      if (search.sent < search.requests) waiting.push(search)
    }
  }
  await Promise.all(Array.from({ length: run.atOnce }, runner))
  bar.hide()
  return report(searches, run, tally)
}

const count = (tally: Tally, { made, answer: { status }, ms }: Tried) => {
  tally.requests++
  tally.slowest = Math.max(tally.slowest, ms)
  tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1)
  if (!made.elsewhere) tally.seen.add(`${made.operation.name} ${status}`)
}

const report = (searches: Search[], { origin, seed }: Run, tally: Tally): number => {
  const findings = searches.flatMap(({ findings }) => [...findings.values()])
  for (const { what, operation, times, path, wire } of findings) {
    complain(
      `${operation.name}: ${what}, ${times} times. Send it again with --seed ${seed} --operation '${operation.name}' --only ${path}`,
    )
    console.error(`  ${curlOf(origin, wire)}\n`)
  }
  const declared = searches.flatMap(({ operation: { name, responses } }) =>
    Object.keys(responses).map((status) => `${name} ${status}`),
  )
  const reached = declared.filter((each) => tally.seen.has(each)).length
  const statuses = [...tally.statuses].sort(([one], [other]) => one - other)
  console.log(
    `${statuses.map(([status, times]) => `${status || 'none'}: ${times.toLocaleString('en')}`).join('  ')}
${reached} of ${declared.length} documented responses were seen. The slowest took ${tally.slowest} ms`,
  )
  if (findings.length === 0) note(`${tally.requests.toLocaleString('en')} requests, no bad response`)
  return findings.length > 0 ? 1 : 0
}

const tryOne = ({ origin }: Run, { made, answer, what }: Tried): number => {
  const { status, headers, text, failure } = answer
  console.log(curlOf(origin, made.wire))
  console.log(failure ?? `${status} ${headers['content-type'] ?? ''} ${text}`)
  if (what !== undefined) complain(what)
  return what === undefined ? 0 : 1
}
