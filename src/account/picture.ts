import { fromBase64, toBase64Url, utf8 } from '../ports/bytes.ts'
import type { Errand } from '../ports/outbox.ts'
import type { Ports } from '../ports/ports.ts'
import { cleanImage } from './image/clean-image.ts'
import { Refusal } from './refusal.ts'

/** An address holds 256 bits of a keyed hash in base64url. */
export const isPictureAddress = (text: string) => /^[\w-]{43}$/.test(text)

/**
 * Cleans a picture and puts it where its address says. The address is a keyed hash of the account and the bytes: who
 * has the same picture cannot find it. Refuses as `picture_too_large` or `bad_picture`.
 */
export async function storePicture(
  ports: Ports,
  accountId: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { pictures, keys, settings } = ports
  if (bytes.length > settings.PICTURE_BYTES) throw new Refusal('picture_too_large')
  const image = cleanImage(bytes)
  if (!image) throw new Refusal('bad_picture')

  const owner = utf8(`${accountId}\0`)
  const message = new Uint8Array(owner.length + 32)
  message.set(owner)
  message.set(new Uint8Array(await crypto.subtle.digest('SHA-256', image.bytes)), owner.length)
  const address = toBase64Url((await keys.mac('picture', message, keys.kids()[0])) ?? new Uint8Array())
  await pictures.put(address, image.type, image.bytes)
  return address
}

/** Takes pictures away that nothing points to. */
export const disposalOf = (...addresses: (string | null | undefined | false)[]): Errand[] =>
  addresses.flatMap((picture) => (picture ? [{ kind: 'disposal', picture }] : []))

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
