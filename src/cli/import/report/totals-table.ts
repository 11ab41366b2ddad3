import { styleText } from 'node:util'
import type { HashVerdict } from '../classify-hash.ts'
import type { ClashKind } from '../names/person-plan.ts'
import type { Totals } from './totals.ts'
import type { Verdict, Without } from './verdict.ts'

type Colour = 'green' | 'yellow' | 'red' | 'dim'
type Line = { name: string; count: number; colour: Colour; says?: string }

const VERDICTS: Record<Verdict['verdict'], [string, Colour]> = {
  ready: ['ready', 'green'],
  ready_without: ['ready without …', 'yellow'],
  clash: ['clash, solved', 'yellow'],
  cannot: ['cannot', 'red'],
}

const WITHOUT: Record<Without, string> = {
  address: 'without an address',
  password: 'without a password that is verified here',
  old_id: 'without an old id that the APIs can show',
  staff: 'without being staff',
  superuser: 'without being superuser',
  groups: 'without groups',
  permissions: 'without permissions',
  second_factor: 'without a second factor that they have: they sign in with the password alone',
  part_of_factor: 'without a part of their second factor',
  unread: 'without values that could not be read',
}

const CLASHES: Record<ClashKind, string> = {
  username_taken: 'username is taken',
  username_invalid: 'username is not valid',
  username_missing: 'no username',
  username_is_address: "username is somebody's address",
  address_shared: 'address is shared',
  address_invalid: 'address is not valid',
}

const SHUT_OUT = { shutOut: 'disabled, as a column such as is_deleted or status says' }

const HASHES: Record<HashVerdict, Colour> = {
  here: 'green',
  callback: 'yellow',
  asked: 'green',
  unusable: 'dim',
  unknown: 'red',
}

const counted = <Name extends string>(
  counts: Partial<Record<Name, number>>,
  names: Record<Name, string>,
  colour: Colour,
): Line[] =>
  (Object.keys(names) as Name[]).flatMap((name) => {
    const count = counts[name]
    return count === undefined ? [] : [{ name: names[name], count, colour }]
  })

const block = (title: string, lines: Line[]): string[] => {
  if (lines.length === 0) return []
  const numbers = lines.map(({ count }) => count.toLocaleString('en'))
  const width = Math.max(...numbers.map((number) => number.length))
  const nameWidth = Math.max(...lines.map(({ name }) => name.length))
  return [
    styleText('bold', title),
    ...lines.map(({ name, colour, says }, at) => {
      const text = says === undefined ? name : `${name.padEnd(nameWidth)}  ${styleText('dim', says)}`
      return `${styleText(colour, (numbers[at] ?? '').padStart(width))}  ${text}`
    }),
    '',
  ]
}

/** The totals of a report for the terminal. */
export const totalsTable = (totals: Totals): string => {
  const verdicts = (Object.keys(VERDICTS) as Verdict['verdict'][]).map((verdict): Line => {
    const [name, colour] = VERDICTS[verdict]
    const count = totals.verdicts[verdict]
    return { name, count, colour: count === 0 ? 'dim' : colour }
  })
  const comes = {
    tokens: 'tokens',
    endingTokens: 'tokens that end: shorter than 20 characters, or of the form of a JWT',
    refreshTokens: 'refresh tokens',
    resetTokens: 'reset links',
    factors: 'second factors',
    pictures: 'pictures',
  }
  return [
    ...block(`${totals.people.toLocaleString('en')} people`, verdicts),
    ...block('Of these', [
      ...counted(totals.clashes, CLASHES, 'yellow'),
      ...counted(totals.without, WITHOUT, 'yellow'),
      ...counted(totals.shutOut > 0 ? { shutOut: totals.shutOut } : {}, SHUT_OUT, 'yellow'),
    ]),
    ...block(
      'Passwords',
      totals.hashers.map(({ algorithm, verdict, why, people }) => ({
        name: algorithm,
        count: people,
        colour: HASHES[verdict],
        says: why,
      })),
    ),
    ...block(
      'With them',
      counted<keyof typeof comes>(totals, comes, 'dim').filter(({ count }) => count > 0),
    ),
  ]
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n')
    .trimEnd()
}
