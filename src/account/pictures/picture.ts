import { fromBase64, fromBase64Url, sameBytes, toBase64Url, utf8 } from '../../ports/bytes.ts'
import type { Statement } from '../../ports/database.ts'
import type { Shown } from '../../ports/pictures.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { Refusal } from '../refusal.ts'
import type { CleanImage } from './image/clean-image.ts'
import { inCleaningQueue } from './upload-queue.ts'

/** Bytes of either half of an address. */
const HALF = 16

/** An address has 256 bits in base64url. */
export const isPictureAddress = (text: string) => /^[\w-]{43}$/.test(text)

/** The bytes of pictures as they were sent; null removes a picture. */
export type SentPictures = { avatar?: Bytes | null | undefined; cover?: Bytes | null | undefined }

/** The addresses of stored pictures that an account is to show; null removes a picture. */
export type StoredPictures = { avatar?: string | null; cover?: string | null }

type Bytes = Uint8Array<ArrayBuffer>

/** A picture that is to be stored under its address. */
type Prepared = { which: Shown; address: string; image: CleanImage }

/**
 * Stores the pictures that were sent and are not stored yet: all of them or, if one is refused, none. The cron deletes
 * them unless the batch that changes the account includes `settlePictures`.
 */
export async function storePictures(
  ports: Pick<Ports, 'pictures' | 'keys' | 'random' | 'clock' | 'settings'>,
  account: Pick<Account, 'id' | 'avatar' | 'cover'>,
  sent: SentPictures,
): Promise<StoredPictures> {
  const { pictures } = ports
  const stored: StoredPictures = {}
  const prepared: Prepared[] = []
  for (const which of ['avatar', 'cover'] as const) {
    const bytes = sent[which]
    if (bytes === null && account[which] !== null) stored[which] = null
    const picture = bytes && (await prepare(ports, account.id, bytes, account[which]))
    if (picture) prepared.push({ which, ...picture })
  }
  if (prepared.length === 0) return stored

  for (const { which, address } of prepared) stored[which] = address
  await pictures.announce(addressesOf(stored))
  try {
    await Promise.all(prepared.map(({ address, image }) => pictures.put(address, image.type, image.bytes)))
    for (const { image } of prepared) release(image.bytes)
    return stored
  } catch (error) {
    await withdrawPictures(ports, stored)
    throw error
  }
}

/** Statements for the batch in which the account gets the pictures. */
export function settlePictures(
  { pictures }: Pick<Ports, 'pictures'>,
  accountId: string,
  stored: StoredPictures,
): Statement[] {
  const addresses = addressesOf(stored)
  return addresses.length > 0 ? [pictures.settle(accountId, addresses)] : []
}

/** Deletes the pictures of a change that was refused. */
export async function withdrawPictures(
  { pictures }: Pick<Ports, 'pictures'>,
  stored: StoredPictures,
): Promise<void> {
  const addresses = addressesOf(stored)
  if (addresses.length > 0) await pictures.withdraw(addresses)
}

const addressesOf = ({ avatar, cover }: StoredPictures) =>
  [avatar, cover].filter((address) => typeof address === 'string')

/**
 * Cleans a picture and makes its address. Half of it is a keyed hash of the account and the bytes, so that it cannot be
 * computed from the picture. The other half is random, so that deleting an old copy never deletes a new one. Undefined
 * if the account shows this picture already. Refuses as `picture_too_large` or `bad_picture`.
 */
async function prepare(
  ports: Pick<Ports, 'keys' | 'random' | 'clock' | 'settings'>,
  accountId: string,
  bytes: Bytes,
  shown: string | null,
) {
  const { keys, random } = ports
  const image = await clean(ports, bytes)

  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', image.bytes))
  const mac = await keys.mac('picture', utf8(`${accountId} ${toBase64Url(digest)}`), keys.kids()[0])
  const content = (mac ?? new Uint8Array()).slice(0, HALF)
  if (shown && sameBytes(fromBase64Url(shown).slice(0, HALF), content)) return undefined

  return { address: toBase64Url(new Uint8Array([...content, ...random.bytes(HALF)])), image }
}

async function clean(
  { clock, settings }: Pick<Ports, 'clock' | 'settings'>,
  bytes: Bytes,
): Promise<CleanImage> {
  if (bytes.length > settings.PICTURE_BYTES) throw new Refusal('picture_too_large')
  const limits = { side: settings.PICTURE_SIDE, pixels: settings.PICTURE_PIXELS }
  const { cleanImage } = await import('./image/clean-image.ts')
  const image = await inCleaningQueue(clock, { weight: 1 }, () => cleanImage(bytes, limits))
  if (image === 'too_large') throw new Refusal('picture_too_large')
  if (!image) throw new Refusal('bad_picture')
  return image
}

/** Frees memory at once, rather than when the garbage collector runs. */
const release = (bytes: Bytes) => bytes.buffer.transfer(0)

/**
 * A picture as base64 text (RFC 4648: standard alphabet, right padding, no bits left over), with or without the prefix
 * of a data URI, which is not believed. Lines may be wrapped, as Android's encoder wraps them. Refuses as
 * `picture_too_large`, before anything is decoded, or `bad_picture`.
 */
export function decodePicture({ settings }: Pick<Ports, 'settings'>, text: string): Uint8Array<ArrayBuffer> {
  const data = text.replace(/^data:image\/[\w.+-]+(?:;[^,]*)?;base64,/i, '').replace(/\r?\n/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data) || data.length % 4 !== 0) throw new Refusal('bad_picture')
  const padding = /=*$/.exec(data)?.[0].length ?? 0
  if ((data.length / 4) * 3 - padding > settings.PICTURE_BYTES) throw new Refusal('picture_too_large')
  const end = data.slice(-4)
  if (btoa(atob(end)) !== end) throw new Refusal('bad_picture')
  return fromBase64(data)
}
