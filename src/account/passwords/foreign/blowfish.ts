import { piFraction } from './pi.ts'

/** The subkeys, and after them the four S-boxes. */
const SUBKEYS = 18
const WORDS = SUBKEYS + 4 * 256

/** The state at work, and the two words at work. A caller that pauses keeps a copy of its own. */
const box = new Int32Array(WORDS)
const pair = new Int32Array(2)

let start: Int32Array | undefined

/** Blowfish's state before any key: the digits of π (Schneier 1993). */
export function beginBlowfish(): Int32Array {
  start ??= piFraction(WORDS)
  return start.slice()
}

/** The key schedule of bcrypt (Provos and Mazières 1999, section 4): the whole state is enciphered, with the salt. */
export function expandSalted(state: Int32Array, key: Int32Array, salt: Int32Array): void {
  box.set(state)
  expand(key, salt)
  state.set(box)
}

/** The same without a salt, with one key and then the other, so many times. */
export function expandTwice(state: Int32Array, one: Int32Array, other: Int32Array, times: number): void {
  box.set(state)
  for (let time = 0; time < times; time++) {
    expand(one, NO_SALT)
    expand(other, NO_SALT)
  }
  state.set(box)
}

/** Enciphers two words of a text, so many times. */
export function encipherText(state: Int32Array, text: Int32Array, times: number): void {
  box.set(state)
  for (let at = 0; at < text.length; at += 2) {
    pair.set(text.subarray(at, at + 2))
    for (let time = 0; time < times; time++) encipher()
    text.set(pair, at)
  }
}

const NO_SALT = new Int32Array(4)

/** `key` has a word for each subkey, `salt` four words that alternate. */
function expand(key: Int32Array, salt: Int32Array): void {
  for (let at = 0; at < SUBKEYS; at++) box[at] = (box[at] as number) ^ (key[at] as number)
  pair[0] = pair[1] = 0
  for (let at = 0; at < WORDS; at += 2) {
    pair[0] = (pair[0] as number) ^ (salt[at & 2] as number)
    pair[1] = (pair[1] as number) ^ (salt[(at & 2) + 1] as number)
    encipher()
    box[at] = pair[0] as number
    box[at + 1] = pair[1] as number
  }
}

/** Sixteen rounds, two at a time so that the halves need no exchange. */
function encipher(): void {
  let left = (pair[0] as number) ^ (box[0] as number)
  let right = pair[1] as number
  for (let at = 1; at < 17; at += 2) {
    right ^= mixed(left) ^ (box[at] as number)
    left ^= mixed(right) ^ (box[at + 1] as number)
  }
  pair[0] = right ^ (box[17] as number)
  pair[1] = left
}

/** Blowfish's F: an entry of each S-box, by a byte of the word. */
function mixed(word: number): number {
  const first =
    (box[SUBKEYS + (word >>> 24)] as number) + (box[SUBKEYS + 256 + ((word >>> 16) & 255)] as number)
  const third = first ^ (box[SUBKEYS + 512 + ((word >>> 8) & 255)] as number)
  return (third + (box[SUBKEYS + 768 + (word & 255)] as number)) | 0
}
