import { complain, note } from '../../terminal.ts'
import { type Chance, chanceOf } from './chance.ts'
import { curlOf } from './curl.ts'
import { judge } from './judge.ts'
import { type Made, makeRequest } from './make-request.ts'
import { type Operation, readOperations } from './operations.ts'
import { type Person, remember, signUp } from './people.ts'
import { type Answer, send } from './send.ts'
import { count, lineOf, openTally, watch } from './tally.ts'

type Run = { origin: string; requests: number; seed: number; only?: number; atOnce: number }
type Finding = { what: string; operation: Operation; index: number; times: number; command: string }

const NO_PERSON: Person = {
  id: '11111111-2222-4333-8444-555555555555',
  username: 'nobody',
  email: 'nobody@example.com',
  password: 'x',
  token: 'f'.repeat(40),
  known: {},
}
const PEOPLE = 4
/** After so many 401s in a row for a valid token another account is used: this one may be deleted. */
const MOST_REFUSALS = 3

/** Tests a running server. The exit code is 1 when something was found. */
export const fuzzServer = async (run: Run): Promise<number> => {
  const operations = await readOperations(run.origin)
  note(`${operations.length} operations at ${run.origin}, seed ${run.seed}`)
  const people = openUserList(run.origin, operations, chanceOf(Date.now()))
  if (run.only !== undefined)
    return tryOne(run, makeRequest(operations, await people.at(run.only), run.seed, run.only))

  const findings = new Map<string, Finding>()
  const tally = openTally(Date.now())
  const stop = watch(() => lineOf(tally, run.requests, Date.now()))
  let next = 0
  const runner = async () => {
    for (let index = next++; index < run.requests; index = next++) {
      const person = await people.at(index)
      const made = makeRequest(operations, person, run.seed, index)
      const sent = Date.now()
      const answer = await send(run.origin, made.wire)
      count(tally, answer.status, Date.now() - sent)
      people.record(person, made, answer)
      const what = judge(made, answer)
      if (what !== undefined) keep(findings, made, { what, index, command: curlOf(run.origin, made.wire) })
    }
  }
  await Promise.all(Array.from({ length: run.atOnce }, runner))
  stop()
  return report([...findings.values()], run, tally.slowest)
}

/** A few accounts that take turns, each replaced when its token is no longer valid. */
const openUserList = (origin: string, operations: Operation[], chance: Chance) => {
  const people: (Promise<Person | undefined> | undefined)[] = []
  const refusals = new WeakMap<Person, number>()
  return {
    async at(index: number): Promise<Person> {
      people[index % PEOPLE] ??= signUp(origin, operations, chance)
      return (await people[index % PEOPLE]) ?? NO_PERSON
    },
    record(person: Person, { wire }: Made, answer: Answer): void {
      remember(person, answer)
      if (!wire.headers.authorization?.endsWith(person.token)) return
      const refused = answer.status === 401 ? (refusals.get(person) ?? 0) + 1 : 0
      refusals.set(person, refused)
      if (refused < MOST_REFUSALS) return
      void Promise.all(people).then((all) => {
        if (all.includes(person)) people[all.indexOf(person)] = undefined
      })
    },
  }
}

const keep = (
  findings: Map<string, Finding>,
  { operation }: Made,
  { what, index, command }: Pick<Finding, 'what' | 'index' | 'command'>,
) => {
  const key = `${what} ${operation.method} ${operation.path}`
  const known = findings.get(key)
  if (known) known.times++
  else findings.set(key, { what, operation, index, times: 1, command })
}

const report = (findings: Finding[], { requests, seed }: Run, slowest: number): number => {
  for (const { what, operation, index, times, command } of findings) {
    complain(
      `${operation.method} ${operation.path}: ${what}, ${times} times. First with --seed ${seed} --only ${index}`,
    )
    console.error(`  ${command}\n`)
  }
  if (findings.length > 0) return 1
  note(`${requests.toLocaleString('en')} requests, no bad response. The slowest took ${slowest} ms`)
  return 0
}

const tryOne = async ({ origin }: Run, made: Made): Promise<number> => {
  console.log(curlOf(origin, made.wire))
  const { status, type, json, failure } = await send(origin, made.wire)
  console.log(failure ?? `${status} ${type} ${JSON.stringify(json)}`)
  const what = judge(made, {
    status,
    type,
    json,
    failure,
    size: json === undefined ? 0 : 1,
    retryAfter: 'unknown',
  })
  if (what !== undefined) complain(what)
  return what === undefined ? 0 : 1
}
