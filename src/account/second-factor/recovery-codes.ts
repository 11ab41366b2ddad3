import { fromHex, toBase64Url } from '../../ports/bytes.ts'
import type { Ports } from '../../ports/ports.ts'
import { readCode } from '../one-time-tokens/code.ts'

/*
 * Recovery codes: 50 random bits in Crockford's base 32, as 7K3MQ-2WDT9. D1 has a keyed tag of each. That is enough: the
 * key is not in D1, and a slow hash would be a second one on a sign-in.
 */

const HOW_MANY = 10
const LENGTH = 10
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** How long the tag of a code is, in bytes and in the 22 characters that are stored. */
const TAG_BYTES = 16

/** A recovery code as it is written at the end of a password, and where it begins there. */
export const WRITTEN_LENGTH = LENGTH + 1
const WRITTEN = /^[0-9A-Z]{5}-[0-9A-Z]{5}$/i

export const isWrittenCode = (text: string) => WRITTEN.test(text)

/**
 * What was typed may be a recovery code: by its length, whatever the case and the blanks. Imported ones have between 8 and
 * 16 letters and digits.
 */
export const isRecoveryCode = (code: string) => /^[0-9A-Z]{8,16}$/.test(readCode(code))

/** Ten codes, and what is stored of them. */
export async function newRecoveryCodes(ports: Pick<Ports, 'keys' | 'random'>, accountId: string) {
  const codes = Array.from({ length: HOW_MANY }, () => newCode(ports))
  return { codes, recovery: await storedCodes(ports, accountId, codes) }
}

/** What is stored of codes. */
export async function storedCodes(
  ports: Pick<Ports, 'keys'>,
  accountId: string,
  codes: string[],
): Promise<string> {
  const tags = await Promise.all(codes.map((code) => tagOf(ports, accountId, code, ports.keys.kids()[0])))
  return tags.map((tag) => `${tag},`).join('')
}

function newCode({ random }: Pick<Ports, 'random'>): string {
  const code = Array.from(random.bytes(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('')
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`
}

/** The tag of a code in a row, with its comma; undefined if the row does not have it. */
export async function matchingTag(
  ports: Pick<Ports, 'keys'>,
  accountId: string,
  recovery: string,
  code: string,
): Promise<string | undefined> {
  const tags = await Promise.all(ports.keys.kids().map((kid) => tagOf(ports, accountId, code, kid)))
  return tags.map((tag) => `${tag},`).find((tag) => recovery.includes(tag))
}

/** How many codes are left. */
export const countCodes = (recovery: string) => recovery.split(',').length - 1

async function tagOf(
  { keys }: Pick<Ports, 'keys'>,
  accountId: string,
  code: string,
  kid: string | undefined,
): Promise<string> {
  const tag = await keys.tag('recovery', `${accountId}\0${readCode(code)}`, kid)
  return toBase64Url(fromHex(tag).slice(0, TAG_BYTES))
}
