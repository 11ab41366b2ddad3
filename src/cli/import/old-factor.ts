import { createHmac } from 'node:crypto'
import { readText } from '../../account/imported/old-values.ts'
import { fromBase32, type Totp } from '../../account/second-factor/totp.ts'
import { fromHex, utf8 } from '../../ports/bytes.ts'
import type { OldFactor, OldPerson } from './source.ts'

/** What there is of somebody's second factor in one place of the old system. `faults`: what cannot be brought, and why. */
export type FoundFactor = { factor: OldFactor | null; faults: string[] }

/** As short as apps take them, and as long as any package stores them. */
const SECRET_BYTES = { least: 10, most: 128 }
const PERIODS = { least: 10, most: 300 }
const MOST_CODES = 20

export const FAULTS = {
  unreadable: 'the secret of the app is encrypted or cannot be read',
  start: 'the app counts from a time of its own (t0)',
  other: 'a second app, or a second place with a factor: one is brought',
  notTotp: 'codes by email or SMS, and security keys, are not brought',
  codesHashed: 'recovery codes are hashed or encrypted: new ones are made at /second-factor',
  codesOdd: 'recovery codes that are shorter than 8 or longer than 16 letters and digits, or more than 20',
  codesAlone: 'recovery codes without an app',
} as const

/** The bytes of hexadecimal digits; undefined for other text. */
export const bytesOfHex = (text: string): Uint8Array<ArrayBuffer> | undefined =>
  /^([\da-f]{2})+$/i.test(text) ? fromHex(text) : undefined

/** What looks like a cipher text or a hash: parts of hexadecimal digits, a PHC string, long base64. */
const isEncrypted = (text: string) =>
  /^[\da-f]{16,}([:.|][\da-f]+)+$/i.test(text) || /^\$\w+\$/.test(text) || /^[\w+/-]{40,}={0,2}$/.test(text)

/** The bytes of a secret as text, which is base 32, hexadecimal or ASCII. Undefined for anything else. */
export const secretOf = (typed: string): Uint8Array<ArrayBuffer> | undefined => {
  const text = typed.replace(/\s/g, '').replace(/=+$/, '')
  if (/^[A-Z2-7]{16,}$/.test(text)) return fromBase32(text)
  const hex = text.length >= 2 * SECRET_BYTES.least ? bytesOfHex(text) : undefined
  if (hex) return hex
  if (/^[a-z2-7]{16,}$/.test(text)) return fromBase32(text)
  const isAscii = /^[\x21-\x7e]{10,64}$/.test(typed)
  return isAscii && !isEncrypted(typed) ? utf8(typed) : undefined
}

const ALGORITHMS: Record<string, Totp['algorithm']> = { SHA1: 'SHA1', SHA256: 'SHA256', SHA512: 'SHA512' }

/** How codes are made, from values of any form. Undefined if no app makes them so. */
export const totpOf = (
  secret: Uint8Array<ArrayBuffer> | undefined,
  { algorithm, digits, period, drift = 0 }: Partial<Record<keyof Totp, unknown>>,
): Totp | undefined => {
  const known = {
    algorithm: ALGORITHMS[(readText(algorithm) || 'SHA1').toUpperCase().replace('-', '')],
    digits: Number(readText(digits) || 6),
    period: Number(readText(period) || 30),
    drift: Number(drift),
  }
  const isRight =
    secret !== undefined &&
    secret.length >= SECRET_BYTES.least &&
    secret.length <= SECRET_BYTES.most &&
    [6, 7, 8].includes(known.digits) &&
    Number.isInteger(known.period) &&
    known.period >= PERIODS.least &&
    known.period <= PERIODS.most &&
    Number.isInteger(known.drift)
  if (!isRight || !known.algorithm) return undefined
  const { algorithm: hash, drift: steps, ...others } = known
  return { secret, algorithm: hash, ...others, ...(steps !== 0 && { drift: steps }) }
}

/** What an `otpauth://totp/…` URL says (Key URI Format of Google Authenticator). */
export const totpOfUrl = (text: string): Totp | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'otpauth:' || url.host !== 'totp') return undefined
  const of = (name: string) => url.searchParams.get(name) ?? undefined
  const secret = of('secret')?.replace(/=+$/, '').toUpperCase() ?? ''
  const bytes = /^[A-Z2-7]+$/.test(secret) ? fromBase32(secret) : undefined
  return totpOf(bytes, { algorithm: of('algorithm'), digits: of('digits'), period: of('period') })
}

const isCode = (code: string) => /^[\dA-Za-z]{8,16}$/.test(code.replace(/[\s-]/g, ''))
const isHashed = (code: string) => /^[\w$]+\$[^ ]{16,}$/.test(code) || /^[\da-f]{32,}$/i.test(code)

/** Recovery codes that can be typed here. */
const codesOf = (codes: string[]): { codes: string[]; faults: string[] } => {
  const right = codes.filter(isCode)
  const others = codes.filter((code) => code !== '' && !isCode(code))
  const [hashed, odd] = [others.some(isHashed), others.some((code) => !isHashed(code))]
  return {
    codes: right.slice(0, MOST_CODES),
    faults: [
      ...(hashed ? [FAULTS.codesHashed] : []),
      ...(odd || right.length > MOST_CODES ? [FAULTS.codesOdd] : []),
    ],
  }
}

/** A factor of an app, if it can be read, and of recovery codes. */
export const found = (
  totp: Totp | undefined,
  codes: string[],
  lastStep = 0,
  faults: string[] = [],
): FoundFactor => {
  const read = codesOf(codes)
  return totp
    ? { factor: { totp, lastStep, codes: read.codes }, faults: [...faults, ...read.faults] }
    : { factor: null, faults: [...faults, ...(codes.length > 0 ? [FAULTS.codesAlone] : [])] }
}

/** Gives a person a factor. Of several that are found, the first one comes. */
export const putFactor = (person: OldPerson, { factor, faults }: FoundFactor): void => {
  const isSecond = factor !== null && person.factor !== null
  person.factor ??= factor
  const all = [...person.factorFaults, ...faults, ...(isSecond ? [FAULTS.other] : [])]
  person.factorFaults = [...new Set(all)]
}

/** allauth's settings MFA_RECOVERY_CODE_COUNT and _DIGITS, which no source says, as they are by default. */
const ALLAUTH = { count: 10, digits: 8 }

/**
 * The recovery codes of allauth that were not used: each is the HMAC-SHA-1 of the numbers of all codes up to it, under the
 * seed. Undefined if the seed is encrypted.
 */
export const allauthCodes = (seed: string, usedMask: number): string[] | undefined => {
  if (!/^[\da-f]{16,}$/i.test(seed)) return undefined
  let message = ''
  return Array.from({ length: ALLAUTH.count }, (_, at) => {
    message += `${String(at).padStart(3)},`
    const mac = createHmac('sha1', seed).update(message).digest()
    const value = mac.readUIntBE(0, ALLAUTH.digits / 2) % 10 ** ALLAUTH.digits
    return String(value).padStart(ALLAUTH.digits, '0')
  }).filter((_, at) => ((usedMask >> at) & 1) === 0)
}
