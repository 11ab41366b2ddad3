import { readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, resolve, sep } from 'node:path'
import { type StoredPictures, storePictures } from '../../../account/pictures/picture.ts'
import { Refusal } from '../../../account/refusal.ts'
import type { Shown } from '../../../ports/pictures.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { Account } from '../../../ports/schema.ts'
import type { OldPerson } from '../../import/source.ts'
import { Refused } from '../../refused.ts'
import { type FetchPicture, type Network, NoPicture, openFetchPicture } from './fetch-picture.ts'

/** What was stored of a person's pictures, and why others could not be. */
type BroughtPictures = { stored: StoredPictures; refused: { which: Shown; why: string }[] }

/** Brings these pictures of an account. Never refuses the person. */
export type Media = (
  account: Pick<Account, 'id' | 'avatar' | 'cover'>,
  person: Pick<OldPerson, 'pictures'>,
  wanted?: readonly Shown[],
) => Promise<BroughtPictures>

/** Where pictures are: a folder, or a URL that paths are below of; and the hosts that URLs may be of. */
export type MediaPlaces = { media?: string | undefined; mediaHosts?: readonly string[] | undefined }

type Bytes = Uint8Array<ArrayBuffer>

const BOTH: readonly Shown[] = ['avatar', 'cover']

const realPath = (path: string): string | undefined => {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/**
 * What a stored path may mean below the folder: the path; a URL's path, `/media/a%20b.png`, where the folder is `media`;
 * and each with its letters composed or not, in which file systems differ.
 */
const namesBelow = (root: string, path: string): Set<string> => {
  const [bare] = path.replace(/^\/+/, '').split('?')
  const below = [path, bare ?? '', decoded(bare ?? '')].flatMap((each) => {
    const start = [`/${basename(root)}/`, '/media/'].find((name) => `/${each}`.startsWith(name))
    return start === undefined ? [each] : [each, each.slice(start.length - 1)]
  })
  return new Set(below.flatMap((each) => [each, each.normalize('NFC'), each.normalize('NFD')]))
}

/** The file's bytes. Throws NoPicture if it is missing, too large, or outside the folder, by its name or by a link. */
const readWithin = (root: string, path: string, most: number): Bytes => {
  const isWithin = (name: string) => !name.includes('\0') && resolve(root, name).startsWith(root + sep)
  if (!isWithin(path.replace(/^\/+/, ''))) throw new NoPicture('outside the folder')
  for (const name of namesBelow(root, path)) {
    const real = isWithin(name) ? realPath(resolve(root, name)) : undefined
    if (real === undefined) continue
    if (!real.startsWith(root + sep)) throw new NoPicture('outside the folder')
    const found = statSync(real)
    if (!found.isFile()) throw new NoPicture('missing')
    if (found.size > most) throw new NoPicture('too large')
    return new Uint8Array(readFileSync(real))
  }
  // The path of another machine's file system.
  throw new NoPicture(isWithin(path) ? 'missing' : 'outside the folder')
}

const isUrl = (text: string) => /^https?:\/\//i.test(text)

type Storing = Pick<Ports, 'pictures' | 'keys' | 'random' | 'clock' | 'settings'>
type Read = (path: string) => Bytes | Promise<Bytes>

/** Pictures in a folder, such as Django's MEDIA_ROOT. Throws Refused for no folder. */
const readFolder = (folder: string, most: number): Read => {
  const root = realPath(folder)
  if (root === undefined || !statSync(root).isDirectory()) throw new Refused(`${folder} is no folder`)
  return (path) => readWithin(root, path, most)
}

/** Pictures below a URL, such as Django's MEDIA_URL. A path cannot leave it. */
const readBelow = (base: string, fetchPicture: FetchPicture): Read => {
  const root = new URL(base.endsWith('/') ? base : `${base}/`)
  return (path) => {
    const url = URL.parse(path.split('/').map(encodeURIComponent).join('/'), root)
    if (!url?.href.startsWith(root.href)) throw new NoPicture('outside of --media')
    return fetchPicture(url.href)
  }
}

const hostOf = (url: string): string => {
  const found = URL.parse(url)
  if (found?.protocol !== 'https:') throw new Refused('--media has to be a folder, or a URL with https')
  return found.host
}

/**
 * Pictures in a folder or below a URL, and at URLs of hosts that are named. They are cleaned as uploads are. Undefined
 * without any of these; throws Refused for no folder.
 */
export const openMedia = (ports: Storing, places: MediaPlaces, network?: Network): Media | undefined => {
  const { media, mediaHosts = [] } = places
  if (media === undefined && mediaHosts.length === 0) return undefined
  const most = ports.settings.PICTURE_BYTES
  const isBase = media !== undefined && isUrl(media)
  const hosts = new Set([...mediaHosts, ...(isBase ? [hostOf(media)] : [])])
  const fetchPicture = openFetchPicture(hosts, most, network)
  const readPath =
    media === undefined ? undefined : isBase ? readBelow(media, fetchPicture) : readFolder(media, most)

  const read = async (text: string): Promise<Bytes> => {
    if (isUrl(text)) return fetchPicture(text)
    if (!readPath) throw new NoPicture('it is no URL, and there is no --media')
    return readPath(text)
  }
  return async (account, { pictures }, wanted = BOTH) => {
    const brought: BroughtPictures = { stored: {}, refused: [] }
    for (const which of wanted) {
      const path = pictures[which]
      if (path === undefined) continue
      try {
        Object.assign(brought.stored, await storePictures(ports, account, { [which]: await read(path) }))
      } catch (error) {
        brought.refused.push({ which, why: reasonOf(error) })
      }
    }
    return brought
  }
}

/** Why a picture is left out. Throws what is no matter of the picture. */
const reasonOf = (error: unknown): string => {
  if (error instanceof NoPicture) return error.message
  if (!(error instanceof Refusal)) throw error
  return error.reason === 'picture_too_large' ? 'too large' : 'not a picture'
}
