import type { PictureCount } from './bring-pictures.ts'
import type { Decision } from './decide.ts'
import type { BatchResult } from './write-batch.ts'

/** How many people came to what. `done` counts everybody who was looked at. */
export type Outcome = Record<Decision['kind'], number> & Omit<BatchResult, 'kept'> & { done: number }

export const newOutcome = (): Outcome => ({
  ...{ add: 0, change: 0, same: 0, kept: 0, deleted: 0, stranger: 0, cannot: 0 },
  ...{
    added: 0,
    changed: 0,
    withoutId: 0,
    withoutValue: 0,
    withoutRow: 0,
    pictures: 0,
    withoutPicture: 0,
    failed: [],
    tooLong: [],
    done: 0,
  },
})

export const countDecisions = (outcome: Outcome, decisions: Decision[]): void => {
  for (const { kind } of decisions) outcome[kind]++
  outcome.done += decisions.length
}

export const countResult = (outcome: Outcome, result: BatchResult): void => {
  for (const name of [
    'added',
    'changed',
    'kept',
    'withoutId',
    'withoutValue',
    'withoutRow',
    'pictures',
    'withoutPicture',
  ] as const)
    outcome[name] += result[name]
  outcome.failed.push(...result.failed)
  outcome.tooLong.push(...result.tooLong)
}

export const countPictures = (outcome: Outcome, { pictures, withoutPicture }: PictureCount): void => {
  outcome.pictures += pictures
  outcome.withoutPicture += withoutPicture
}

const people = (count: number) => count.toLocaleString('en')

const lines = (rows: [number, string][]): string =>
  rows
    .filter(([count]) => count > 0)
    .map(([count, text]) => `\n  ${people(count).padStart(9)}  ${text}`)
    .join('')

const leftAlone = ({ same, kept, deleted, stranger, cannot }: Outcome): [number, string][] => [
  [same, 'are as they were imported'],
  [kept, 'signed in here or changed something here since, and stay as they are'],
  [deleted, 'were imported before, and their accounts were deleted here'],
  [stranger, 'have the id of somebody else of this name: give another source another --name'],
  [cannot, 'cannot be imported'],
]

/** What will happen. */
export const intention = (outcome: Outcome): string =>
  lines([
    [outcome.add, 'will be added'],
    [outcome.change, 'have changed, and will be written anew'],
    ...leftAlone(outcome),
  ])

/** How many of those who were refused are named. */
const NAMED = 10

/** What has happened. `faults`: why pictures were left out, and how many for each reason. */
export const summary = (outcome: Outcome, faults: [why: string, count: number][] = []): string => {
  const { added, changed, withoutId, withoutValue, withoutRow, pictures, withoutPicture } = outcome
  const { failed, tooLong } = outcome
  const named = (oldIds: string[]) => oldIds.slice(0, NAMED).join(', ')
  return lines([
    [added, 'were added'],
    [changed, 'were written anew'],
    ...leftAlone(outcome),
    [withoutId, 'have another id than before: it is another account’s'],
    [withoutValue, 'values of unique fields were left out: somebody else has them'],
    [withoutRow, 'have rows of more than 1.4 MB, which are not kept for a way back'],
    [pictures, 'pictures were stored'],
    [
      withoutPicture,
      `pictures were left out: ${faults.map(([why, count]) => `${why} (${count})`).join(', ')}`,
    ],
    [failed.length, `were not imported, for a name was taken meanwhile (${named(failed)}): run it again`],
    [tooLong.length, `were not imported, for their fields are longer than a row of D1 (${named(tooLong)})`],
  ])
}
