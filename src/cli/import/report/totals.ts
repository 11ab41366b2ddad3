import { isDrfToken } from '../../../account/sessions/imported/drf-tokens.ts'
import type { HashClass, HashVerdict } from '../classify-hash.ts'
import type { ClashKind } from '../names/person-plan.ts'
import type { OldPerson } from '../source.ts'
import type { Verdict, Without } from './verdict.ts'

/** How many people have hashes of one kind, and what that means for them. */
type HasherTotal = { algorithm: string; verdict: HashVerdict; why: string; people: number }

export type Totals = {
  people: number
  verdicts: Record<Verdict['verdict'], number>
  without: Partial<Record<Without, number>>
  clashes: Partial<Record<ClashKind, number>>
  hashers: HasherTotal[]
  /** Disabled here because of a column such as `is_deleted`. */
  shutOut: number
  tokens: number
  /** Tokens of a form that is not accepted here. */
  endingTokens: number
  refreshTokens: number
  resetTokens: number
  factors: number
  pictures: number
  /** Imported before, and not in this source. */
  gone: number
}

export const newTotals = (): Totals => ({
  people: 0,
  verdicts: { ready: 0, ready_without: 0, clash: 0, cannot: 0 },
  without: {},
  clashes: {},
  hashers: [],
  shutOut: 0,
  tokens: 0,
  endingTokens: 0,
  refreshTokens: 0,
  resetTokens: 0,
  factors: 0,
  pictures: 0,
  gone: 0,
})

const count = <Name extends string>(counts: Partial<Record<Name, number>>, name: Name) => {
  counts[name] = (counts[name] ?? 0) + 1
}

/** Costs differ from person to person, and the sentence begins with them. */
const withoutNumber = (why: string) => why.replace(/^[\d,]+/, '')

/** Counts a person. Costs that differ are one line for each verdict, so that the list stays short. */
export const addPerson = (totals: Totals, person: OldPerson, hash: HashClass, verdict: Verdict): void => {
  totals.people++
  totals.verdicts[verdict.verdict]++
  const kept = person.tokens.filter(isDrfToken).length
  totals.tokens += kept
  totals.endingTokens += person.tokens.length - kept
  totals.resetTokens += person.resetTokens.length
  totals.shutOut += person.disabledBy ? 1 : 0
  totals.factors += person.factor === null ? 0 : 1
  totals.refreshTokens += person.refreshTokens.length
  totals.pictures += Object.keys(person.pictures).length
  if ('without' in verdict) for (const what of verdict.without) count(totals.without, what)
  if ('clashes' in verdict) for (const { what } of verdict.clashes) count(totals.clashes, what)
  const known = totals.hashers.find(
    ({ algorithm, why }) => algorithm === hash.algorithm && withoutNumber(why) === withoutNumber(hash.why),
  )
  if (known) known.people++
  else {
    const { algorithm, verdict, why } = hash
    totals.hashers.push({ algorithm, verdict, why, people: 1 })
  }
}
