import { fromBase64, fromBase64Url, sameBytes, toBase64Url, utf8 } from '../ports/bytes.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import { cleanImage } from './image/clean-image.ts'
import { Refusal } from './refusal.ts'

/** Bytes of either half of an address. */
const HALF = 16

/** An address holds 256 bits in base64url. */
export const isPictureAddress = (text: string) => /^[\w-]{43}$/.test(text)

/** The bytes of pictures as they were sent. */
export type SentPictures = { avatar?: Bytes | undefined; cover?: Bytes | undefined }

/** The addresses of pictures that were stored. */
export type StoredPictures = { avatar?: string; cover?: string }

type Bytes = Uint8Array<ArrayBuffer>

/** Stores the pictures that were sent and are not there already: all of them or, when one is refused, none. */
export async function storePictures(
  ports: Ports,
  account: Pick<Account, 'id' | 'avatar' | 'cover'>,
  sent: SentPictures,
): Promise<StoredPictures> {
  const stored: StoredPictures = {}
  try {
    for (const which of ['avatar', 'cover'] as const) {
      const bytes = sent[which]
      const address = bytes && (await store(ports, account.id, bytes, account[which]))
      if (address) stored[which] = address
    }
    return stored
  } catch (error) {
    await withdrawPictures(ports, stored)
    throw error
  }
}

/** Takes pictures away again whose change was refused. */
export async function withdrawPictures({ pictures }: Ports, stored: StoredPictures): Promise<void> {
  const addresses = Object.values(stored)
  if (addresses.length > 0) await pictures.withdraw(addresses)
}

/**
 * Cleans a picture and puts it where its address says: half of it a keyed hash of the account and the bytes, which who
 * has the same picture cannot find, half of it chance, so that what is taken away is never what somebody just chose.
 * Answers with nothing when the account shows this picture already. Refuses as `picture_too_large` or `bad_picture`.
 */
async function store(ports: Ports, accountId: string, bytes: Bytes, shown: string | null) {
  const { pictures, keys, settings, random } = ports
  if (bytes.length > settings.PICTURE_BYTES) throw new Refusal('picture_too_large')
  const image = cleanImage(bytes)
  if (!image) throw new Refusal('bad_picture')

  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', image.bytes))
  const mac = await keys.mac('picture', utf8(`${accountId} ${toBase64Url(digest)}`), keys.kids()[0])
  const content = (mac ?? new Uint8Array()).slice(0, HALF)
  if (shown && sameBytes(fromBase64Url(shown).slice(0, HALF), content)) return undefined

  const address = toBase64Url(new Uint8Array([...content, ...random.bytes(HALF)]))
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
