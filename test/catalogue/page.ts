import type { Claim } from './named-cases.ts'

type Case = { id: string; group: string; what: string }

type Reasons = Record<string, string>

/** The page test/catalogue.md: each case with the tests that hold it, or why there is none. */
export function writePage(cases: Case[], claims: Claim[], reasons: Reasons): string {
  const held = cases.filter(({ id }) => claims.some((claim) => claim.id === id))
  const groups = Map.groupBy(cases, ({ group }) => group)
  return `${[
    '# Which test holds which case',
    '`npm run catalogue` writes this page from the names of the tests and from `catalogue/not-here.ts`; a test keeps it true.',
    `${cases.length} cases of attack, load and failing parts: ${held.length} are held by tests, ${cases.length - held.length} do not apply here or are not automated, and say why.`,
    ...[...groups].map(([group, members]) => tableOf(group, members, claims, reasons)),
  ].join('\n\n')}\n`
}

function tableOf(group: string, cases: Case[], claims: Claim[], reasons: Reasons): string {
  const held = cases.filter(({ id }) => claims.some((claim) => claim.id === id)).length
  const rows = cases.map(({ id, what }) => {
    const mine = claims.filter((claim) => claim.id === id)
    return `| ${id} | ${cell(what)} | ${mine.length > 0 ? testsOf(mine) : cell(`– ${reasons[id] ?? ''}`)} |`
  })
  return [
    `## ${group}: ${held} of ${cases.length}`,
    '',
    '| Case | What | Held by, or why not |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n')
}

const testsOf = (claims: Claim[]) =>
  [...Map.groupBy(claims, ({ file }) => file)]
    .map(([file, here]) => `\`${file}\` › ${[...new Set(here.map(({ test }) => cell(test)))].join('; ')}`)
    .join('<br>')

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ')
