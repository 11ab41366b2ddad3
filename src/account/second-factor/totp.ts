import { sameBytes, utf8 } from '../../ports/bytes.ts'

/*
 * Codes by time (RFC 6238). The counter is the number of periods since 1970, in 64 bits, so that it goes on past 2^32
 * seconds.
 */

/**
 * A secret and how its codes are made. `period` is seconds; `drift` is by how many steps the clock of an imported app is
 * known to be ahead. What apps support is SHA1, 6 digits and 30 seconds.
 */
export type Totp = {
  secret: Uint8Array<ArrayBuffer>
  algorithm: TotpAlgorithm
  digits: number
  period: number
  drift?: number
}

type TotpAlgorithm = 'SHA1' | 'SHA256' | 'SHA512'

const HASHES: Record<TotpAlgorithm, string> = { SHA1: 'SHA-1', SHA256: 'SHA-256', SHA512: 'SHA-512' }

/** How many steps a clock may be off, in either direction. */
const DRIFT = 1

/** The step that a time, in milliseconds, is in. */
export const stepAt = ({ period }: Pick<Totp, 'period'>, now: number) => Math.floor(now / 1000 / period)

/** The codes of some steps. */
export async function codesAt({ secret, algorithm, digits }: Totp, steps: number[]): Promise<string[]> {
  const hmac = { name: 'HMAC', hash: HASHES[algorithm] }
  const key = await crypto.subtle.importKey('raw', secret, hmac, false, ['sign'])
  return Promise.all(
    steps.map(async (step) => {
      const counter = new DataView(new ArrayBuffer(8))
      counter.setBigUint64(0, BigInt(step))
      return truncate(new DataView(await crypto.subtle.sign('HMAC', key, counter.buffer)), digits)
    }),
  )
}

/** Dynamic truncation (RFC 4226 section 5.3). */
function truncate(mac: DataView, digits: number): string {
  const at = mac.getUint8(mac.byteLength - 1) & 0xf
  const number = mac.getUint32(at) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** The latest step, of now and one before and after it, whose code this is. Undefined if there is none. */
export async function matchingStep(totp: Totp, code: string, now: number): Promise<number | undefined> {
  const middle = stepAt(totp, now) + (totp.drift ?? 0)
  const steps = Array.from({ length: 2 * DRIFT + 1 }, (_, at) => middle + DRIFT - at)
  const sent = utf8(code)
  const codes = await codesAt(totp, steps)
  return steps.find((_, at) => sameBytes(utf8(codes[at] ?? ''), sent))
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Base 32 without padding (RFC 4648 section 6), as apps take a secret that is typed. */
export function toBase32(bytes: Uint8Array): string {
  let [text, bits, held] = ['', 0, 0]
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(held >> (bits - 5)) & 31]
  }
  return bits > 0 ? text + BASE32[(held << (5 - bits)) & 31] : text
}

/** The bytes of base 32 without padding. Other letters than those of the alphabet count as nothing. */
export function fromBase32(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = []
  let [bits, held] = [0, 0]
  for (const letter of text.toUpperCase()) {
    const value = BASE32.indexOf(letter)
    if (value < 0) continue
    held = ((held << 5) | value) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((held >> bits) & 0xff)
  }
  return Uint8Array.from(bytes)
}
