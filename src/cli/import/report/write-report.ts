import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Refused } from '../../refused.ts'
import { classifyHash, type HashClass, WAYS } from '../classify-hash.ts'
import type { PersonPlan } from '../names/person-plan.ts'
import type { NamePlan } from '../names/plan-names.ts'
import type { OldPerson, Source } from '../source.ts'
import { addPerson, newTotals, type Totals } from './totals.ts'
import { type Verdict, verdictOn } from './verdict.ts'

export type ReportOptions = {
  /** Whether staff stays staff. */
  withStaff?: boolean
  /** Who reads a hash. Not asked about those of a form that nobody reads. */
  readerOf?: (password: string) => HashReader
  /** Whether the old login is asked about this person's password. */
  isAsked?: (person: OldPerson) => boolean
}

/** A verifier of the configuration, one that it lacks, or none: the hash is broken, or costs more than one may. */
export type HashReader = 'configured' | 'lacking' | 'nobody'

/** The first letter of an address, and its domain: enough to find the person. */
export const maskAddress = (address: string): string => {
  const [first = ''] = address.trim()
  const at = address.lastIndexOf('@')
  return first === '' ? '' : `${first}***${at < 0 ? '' : address.slice(at).trim()}`
}

const NOT_CONFIGURED = 'gatehouse.config.ts names no verifier for it'

const NOT_READ = `It is broken, or costs more than a sign-in may. ${WAYS}`

const ASKED = 'The old login is asked at the first sign-in, and then it is replaced'

const judge = (person: OldPerson, { readerOf, isAsked }: ReportOptions): HashClass => {
  const { password } = person
  const hash = classifyHash(password)
  if (isAsked?.(person)) return { ...hash, verdict: 'asked', why: ASKED }
  const reader = hash.verdict === 'here' ? readerOf?.(password) : undefined
  if (reader === 'lacking') return { ...hash, verdict: 'callback', why: NOT_CONFIGURED }
  return reader === 'nobody' ? { ...hash, verdict: 'callback', why: NOT_READ } : hash
}

/** A person in the report: no hash, no token, no whole address. */
const lineOf = (person: OldPerson, plan: PersonPlan, hash: HashClass, verdict: Verdict) => ({
  oldId: person.oldId,
  username: plan.username,
  ...(person.username !== plan.username && { oldUsername: person.username }),
  email: maskAddress(person.email),
  hash: hash.algorithm,
  ...(person.disabledBy && { disabledBy: person.disabledBy }),
  ...(person.groups.length > 0 && { groups: person.groups }),
  ...(person.permissions.length > 0 && { permissions: person.permissions }),
  ...(person.factor && { secondFactor: true }),
  ...(person.factorFaults.length > 0 && { secondFactorFaults: person.factorFaults }),
  ...(person.unread.length > 0 && { unread: person.unread }),
  ...verdict,
})

const countOf = (rows: Iterable<unknown>): number => {
  let count = 0
  for (const _ of rows) count++
  return count
}

async function* textOf(source: Source, plan: NamePlan, options: ReportOptions, totals: Totals) {
  const { format, idKind, userTable, usernameField, mapping, notes } = source
  const jwts = {
    outstanding: countOf(source.outstanding()),
    blacklisted: countOf(source.blacklist()),
    ofOldPasswords: countOf(source.ofOldPasswords()),
  }
  const head = JSON.stringify(
    { source: { format, idKind, userTable, usernameField, ...jwts }, mapping, notes },
    null,
    1,
  )
  yield `${head.slice(0, -2)},\n "people": [`
  for await (const { person, plan: personPlan } of plan.apply(source.people())) {
    const hash = judge(person, options)
    const verdict = verdictOn(person, personPlan, hash, options.withStaff ?? false)
    addPerson(totals, person, hash, verdict)
    const separator = totals.people === 1 ? '' : ','
    yield `${separator}\n  ${JSON.stringify(lineOf(person, personPlan, hash, verdict))}`
  }
  yield '\n ],\n "gone": ['
  for (const gone of plan.gone()) {
    yield `${totals.gone === 0 ? '' : ','}\n  ${JSON.stringify(gone)}`
    totals.gone++
  }
  yield `\n ],\n "totals": ${JSON.stringify(totals)}\n}\n`
}

/**
 * Writes what would become of everybody, as JSON, readable by its owner only, and returns the totals. Memory does not
 * grow with the people. Without a file only the totals are made. Throws Refused if the file cannot be written.
 */
export const writeReport = async (
  file: string | undefined,
  source: Source,
  plan: NamePlan,
  options: ReportOptions = {},
): Promise<Totals> => {
  const totals = newTotals()
  const text = textOf(source, plan, options, totals)
  if (file === undefined) {
    for await (const _ of text);
    return totals
  }
  try {
    await pipeline(Readable.from(text), createWriteStream(file, { mode: 0o600 }))
  } catch (error) {
    const { syscall, code } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw error
    throw new Refused(`${file} cannot be written: ${code}`)
  }
  return totals
}
