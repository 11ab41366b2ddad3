import { fromBase64, toBase64Url, utf8 } from '../ports/bytes.ts'
import type { Errand } from '../ports/outbox.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import { cleanImage } from './image/clean-image.ts'
import { Refusal } from './refusal.ts'

/** An address holds 256 bits of a keyed hash in base64url. */
export const isPictureAddress = (text: string) => /^[\w-]{43}$/.test(text)

/** The bytes of pictures as they were sent. */
export type SentPictures = { avatar?: Bytes | undefined; cover?: Bytes | undefined }

/** Where the pictures of an account stand. */
export type Addresses = Pick<Account, 'avatar' | 'cover'>

type Bytes = Uint8Array<ArrayBuffer>

/** Stores the pictures that were sent: all of them or, when one is refused, none. What was not sent is left out. */
export async function storePictures(
  ports: Ports,
  account: Addresses & { id: string },
  { avatar, cover }: SentPictures,
): Promise<Partial<Addresses>> {
  const stored: Partial<Addresses> = {}
  try {
    if (avatar) stored.avatar = await store(ports, account.id, avatar)
    if (cover) stored.cover = await store(ports, account.id, cover)
    return stored
  } catch (error) {
    await withdrawPictures(ports, account, stored)
    throw error
  }
}

/** Takes pictures away again whose change did not come about, but for those that the account has anyway. */
export async function withdrawPictures(
  { pictures }: Ports,
  account: Addresses,
  stored: Partial<Addresses>,
): Promise<void> {
  const kept = [account.avatar, account.cover, null, undefined]
  const orphans = Object.values(stored).filter((address) => !kept.includes(address))
  await Promise.all(orphans.map((address) => address && pictures.delete(address)))
}

/** Takes the pictures away that a change leaves nothing pointing to. */
export function disposalsOf(account: Addresses & { id: string }, next: Addresses): Errand[] {
  const kept = [next.avatar, next.cover]
  return [account.avatar, account.cover].flatMap((picture) =>
    picture && !kept.includes(picture) ? [{ kind: 'disposal', picture, account: account.id }] : [],
  )
}

/**
 * Cleans a picture and puts it where its address says. The address is a keyed hash of the account and the bytes: who
 * has the same picture cannot find it. Refuses as `picture_too_large` or `bad_picture`.
 */
async function store({ pictures, keys, settings }: Ports, accountId: string, bytes: Bytes): Promise<string> {
  if (bytes.length > settings.PICTURE_BYTES) throw new Refusal('picture_too_large')
  const image = cleanImage(bytes)
  if (!image) throw new Refusal('bad_picture')

  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', image.bytes))
  const mac = await keys.mac('picture', utf8(`${accountId} ${toBase64Url(digest)}`), keys.kids()[0])
  const address = toBase64Url(mac ?? new Uint8Array())
  await pictures.put(address, image.type, image.bytes)
  return address
}

/**
 * A picture as base64 text, with or without the prefix of a data URI, which is not believed. Lines may be wrapped, as
 * some clients' encoders wrap them. Refuses as `bad_picture`.
 */
export function decodePicture(text: string): Uint8Array<ArrayBuffer> {
  const data = text.replace(/^\s*data:image\/[\w.+-]+(;[\w=-]+)*;base64,/i, '').replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data) || data.replace(/=+$/, '').length % 4 === 1)
    throw new Refusal('bad_picture')
  return fromBase64(data.replace(/=+$/, ''))
}
