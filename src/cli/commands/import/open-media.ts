import { readFileSync, realpathSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { type StoredPictures, storePictures } from '../../../account/pictures/picture.ts'
import { Refusal } from '../../../account/refusal.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { Account } from '../../../ports/schema.ts'
import type { OldPerson } from '../../import/source.ts'
import { Refused } from '../../refused.ts'

/** What was stored of a person's pictures, and how many could not be: missing, no picture, or outside the folder. */
type BroughtPictures = { stored: StoredPictures; refused: number }

/** Brings the pictures of a new account. Never refuses the person. */
export type Media = (account: Account, person: OldPerson) => Promise<BroughtPictures>

type Bytes = Uint8Array<ArrayBuffer>

const realPath = (path: string): string | undefined => {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

/** The file's bytes. Undefined if it is missing, too large, or outside the folder, by its name or by a link. */
const readWithin = (root: string, path: string, most: number): Bytes | undefined => {
  if (path.includes('\0')) return undefined
  // File systems differ in how they compose the letters of a name.
  for (const name of new Set([path, path.normalize('NFC'), path.normalize('NFD')])) {
    const real = realPath(resolve(root, name))
    if (real === undefined) continue
    if (!real.startsWith(root + sep)) return undefined
    const found = statSync(real)
    return found.isFile() && found.size <= most ? new Uint8Array(readFileSync(real)) : undefined
  }
  return undefined
}

type Storing = Pick<Ports, 'pictures' | 'keys' | 'random' | 'clock' | 'settings'>

/** Pictures in a folder, such as Django's MEDIA_ROOT. They are cleaned as uploads are. Throws Refused for no folder. */
export const openMedia = (ports: Storing, folder: string): Media => {
  const root = realPath(folder)
  if (root === undefined || !statSync(root).isDirectory()) throw new Refused(`${folder} is no folder`)
  return async (account, { pictures }) => {
    const brought: BroughtPictures = { stored: {}, refused: 0 }
    for (const which of ['avatar', 'cover'] as const) {
      const path = pictures[which]
      if (path === undefined) continue
      const bytes = readWithin(root, path, ports.settings.PICTURE_BYTES)
      const stored = bytes && (await storeOne(ports, account, { [which]: bytes }))
      if (stored) Object.assign(brought.stored, stored)
      else brought.refused++
    }
    return brought
  }
}

/** The address under which a picture is stored. Undefined if it is refused, as an upload would be. */
const storeOne = async (
  ports: Storing,
  account: Account,
  sent: { avatar?: Bytes; cover?: Bytes },
): Promise<StoredPictures | undefined> => {
  try {
    return await storePictures(ports, account, sent)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
