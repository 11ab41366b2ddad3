import { type StoredPictures, settlePictures } from '../../../account/pictures/picture.ts'
import type { Statement } from '../../../ports/database.ts'
import type { KnownPerson } from '../../../ports/imported-accounts.ts'
import type { Shown } from '../../../ports/pictures.ts'
import type { Account } from '../../../ports/schema.ts'
import type { OldPerson } from '../../import/source.ts'
import type { Decision } from './decide.ts'
import { type HeldLease, keepingAlive } from './hold-lease.ts'
import type { ImportContext } from './import-context.ts'

/** Of how many people pictures are fetched at once. */
const AT_ONCE = 8

/** How many pictures were stored, and how many could not be. */
export type PictureCount = { pictures: number; withoutPicture: number }

type Wanted = {
  account: Pick<Account, 'id' | 'avatar' | 'cover'>
  person: OldPerson
  which?: Shown[]
}

/** Fetches and stores the pictures of some people. The cron deletes them unless a batch that shows them is written. */
export const storeAll = async (
  { media, pictureFaults }: ImportContext,
  lease: HeldLease,
  wanted: Wanted[],
): Promise<PictureCount & { stored: StoredPictures[] }> => {
  const result = { pictures: 0, withoutPicture: 0, stored: [] as StoredPictures[] }
  if (!media) return result
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    const some = wanted.slice(at, at + AT_ONCE)
    const all = Promise.all(some.map(({ account, person, which }) => media(account, person, which)))
    for (const [index, { stored, refused }] of (await keepingAlive(lease, all)).entries()) {
      for (const { which, why } of refused) pictureFaults.note(some[index]?.person.oldId ?? '', which, why)
      result.pictures += Object.keys(stored).length
      result.withoutPicture += refused.length
      result.stored.push(stored)
    }
  }
  return result
}

type Late = Wanted & { account: NonNullable<KnownPerson['account']> }

/** Whose pictures an earlier run has not brought: they show none here, and have not changed their profile since. */
const lateOnes = (decisions: Decision[]): Late[] =>
  decisions.flatMap((decision) => {
    const known = 'known' in decision ? decision.known : undefined
    const { person } = decision.planned
    const account = known?.account
    if (!account || !known.isProfileAsImported) return []
    const which = (['avatar', 'cover'] as const).filter(
      (each) => account[each] === null && person.pictures[each] !== undefined,
    )
    return which.length > 0 ? [{ account, person, which }] : []
  })

/** Brings the pictures of people who were imported by an earlier run. */
export const bringLatePictures = async (
  context: ImportContext,
  lease: HeldLease,
  decisions: Decision[],
): Promise<PictureCount> => {
  const { ports, imported, commit, name, media } = context
  const late = media ? lateOnes(decisions) : []
  const { stored, ...count } = await storeAll(context, lease, late)
  if (count.pictures === 0) return count
  const { renew, condition, keep } = lease.forBatch()
  const statements = late.flatMap(({ account: { id } }, at): Statement[] => {
    const brought = stored[at] ?? {}
    return [
      ...(Object.keys(brought) as Shown[]).map((which) =>
        imported.showPicture({ source: name, id, which, address: brought[which] ?? '' }, condition),
      ),
      ...settlePictures(ports, id, brought),
    ]
  })
  const [renewed] = await commit<Statement, Statement[]>(renew, ...statements)
  keep((renewed as D1Result).meta.changes)
  return count
}
