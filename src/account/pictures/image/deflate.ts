import { joined, Refused, refuseUnless } from './bytes.ts'

/** The longest code (RFC 1951, 3.2.7), and how long one may be to be found by a single look into a table. */
const LONGEST = 15
const QUICK = 9
const QUICK_MASK = (1 << QUICK) - 1

const END_OF_BLOCK = 256
/** More than a run in a table can be. */
const SYMBOL = 2048
/** How many codes of distances have no more bits behind them. */
const PLAIN_DISTANCES = 4
const [STORED, FIXED, DYNAMIC] = [0, 1, 2]

/** RFC 1951, 3.2.5: how many more bits lengths have, and what they begin with. */
const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const lengthStarts = lengthBits.map((_, at) =>
  at === 28 ? 258 : lengthBits.slice(0, at).reduce((sum, bits) => sum + 2 ** bits, 3),
)
/** The order in which the lengths of the codes for lengths come (RFC 1951, 3.2.7). */
const orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/**
 * How many blocks may bring codes of their own: so many, and one more for so many bytes. Encoders end a block after some
 * thousands of bytes; blocks with next to nothing in them take long to read.
 */
const FREE_BLOCKS = 1000
const BYTES_PER_BLOCK = 2500

/** How many repetitions there may be: so many, and one more for each byte. Encoders need some two bytes for one. */
const FREE_REPETITIONS = 1_000_000

/** `quick`: by the next nine bits a symbol times 16 and the length of its code; 0 where it is longer. */
type Codes = { quick: Uint16Array; counts: Uint16Array; symbols: Uint16Array }

/**
 * Refuses what is not one whole zlib stream (RFC 1950) with nothing behind it, that holds no more than `limit` bytes. What it
 * holds is not made, since a few kilobytes may be two hundred million; so its check sum, four bytes, may be wrong.
 */
export function checkZlibStream(parts: Iterable<Uint8Array>, limit: number): void {
  const beyond = new Uint8Array(16)
  const data = joined([...parts, beyond])
  const size = data.length - beyond.length
  const [method = 0, flags = 0] = data
  const isZlib = (method & 15) === 8 && method >> 4 <= 7 && (method * 256 + flags) % 31 === 0
  refuseUnless(isZlib && (flags & 0x20) === 0, 'pixels are packed as a zlib stream')

  const bits = new Bits(data, size)
  let length = 0
  let blocks = 0
  for (let isLast = false; !isLast; ) {
    isLast = bits.take(1) === 1
    const kind = bits.take(2)
    refuseUnless(kind <= DYNAMIC, 'there are three kinds of blocks')
    if (kind === DYNAMIC) blocks++
    refuseUnless(blocks <= FREE_BLOCKS + size / BYTES_PER_BLOCK, 'blocks have something in them')
    length += kind === STORED ? bits.skipStored() : bits.skipCoded(kind === FIXED ? fixed() : readCodes(bits))
    refuseUnless(bits.repetitions <= FREE_REPETITIONS + size, 'what is repeated is worth it')
    refuseUnless(length <= limit, 'there is no more than the pixels')
  }
  const checkSum = 4
  refuseUnless(bits.next + checkSum === size, 'nothing is behind the end')
}

/** Reads bits behind the two bytes of the header, the lowest of each byte first. Behind `size` bytes there are zeros. */
class Bits {
  readonly #data: Uint8Array
  readonly #size: number
  #at = 2
  #bits = 0
  #count = 0
  repetitions = 0

  constructor(data: Uint8Array, size: number) {
    this.#data = data
    this.#size = size
  }

  /** Where the first byte is of which nothing was read. */
  get next(): number {
    return this.#at - (this.#count >> 3)
  }

  take(wanted: number): number {
    this.#fill()
    const taken = this.#bits & ((1 << wanted) - 1)
    this.#drop(wanted)
    return taken
  }

  decode(codes: Codes): number {
    this.#fill()
    const entry = (codes.quick[this.#bits & QUICK_MASK] ?? 0) || findLong(codes, this.#bits)
    this.#drop(entry & 15)
    return entry >> 4
  }

  #fill(): void {
    for (; this.#count <= 16; this.#count += 8) this.#bits |= (this.#data[this.#at++] ?? 0) << this.#count
    refuseUnless(this.next <= this.#size, 'the stream is whole')
  }

  #drop(count: number): void {
    this.#bits >>>= count
    this.#count -= count
  }

  /** Steps over bytes as they are, and tells how many there were. */
  skipStored(): number {
    this.#drop(this.#count & 7)
    const length = this.take(16)
    refuseUnless((length ^ this.take(16)) === 0xffff, 'a length stands there twice')
    this.#at = this.next + length
    this.#bits = 0
    this.#count = 0
    refuseUnless(this.#at <= this.#size, 'the stream is whole')
    return length
  }

  /** Steps over a block, and tells how many bytes it would become. Millions of codes may be in it: it calls nothing. */
  skipCoded({ literals, distances }: { literals: Codes; distances: Codes }): number {
    const data = this.#data
    const quick = literals.quick
    const quickDistances = distances.quick
    const end = this.#size + 4
    let at = this.#at
    let bits = this.#bits
    let count = this.#count
    const most = FREE_REPETITIONS + this.#size
    let repetitions = this.repetitions
    let length = 0
    for (;;) {
      if (count < LONGEST) {
        bits |= ((data[at] ?? 0) | ((data[at + 1] ?? 0) << 8)) << count
        at += 2
        count += 16
        refuseUnless(at <= end, 'the stream is whole')
      }
      const entry = (quick[bits & QUICK_MASK] ?? 0) || findLong(literals, bits)
      bits >>>= entry & 15
      count -= entry & 15
      const run = entry >> 4
      if (run < SYMBOL) {
        length += run
        continue
      }
      const symbol = run - SYMBOL
      if (symbol === END_OF_BLOCK) break

      if (++repetitions > most) break
      if (count <= 16) {
        bits |= ((data[at] ?? 0) | ((data[at + 1] ?? 0) << 8)) << count
        at += 2
        count += 16
      }
      const code = symbol - END_OF_BLOCK - 1
      const more = lengthBits[code] ?? 0
      length += (lengthStarts[code] ?? 0) + (bits & ((1 << more) - 1))
      bits >>>= more
      count -= more
      if (count < LONGEST) {
        bits |= ((data[at] ?? 0) | ((data[at + 1] ?? 0) << 8)) << count
        at += 2
        count += 16
      }
      const distance = (quickDistances[bits & QUICK_MASK] ?? 0) || findLong(distances, bits)
      bits >>>= distance & 15
      count -= distance & 15
      if (count < LONGEST) {
        bits |= ((data[at] ?? 0) | ((data[at + 1] ?? 0) << 8)) << count
        at += 2
        count += 16
      }
      // RFC 1951, 3.2.5: codes of distances have a bit more for every two of them.
      const farther = Math.max(0, (distance >> 5) - 1)
      bits >>>= farther
      count -= farther
    }
    this.#at = at
    this.#bits = bits
    this.#count = count
    this.repetitions = repetitions
    refuseUnless(this.next <= this.#size, 'the stream is whole')
    return length
  }
}

/** RFC 1951, 3.2.7. */
function readCodes(bits: Bits) {
  const [literals, distances, known] = [bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4]
  const ofLengths = new Uint8Array(orderOfLengths.length)
  for (const place of orderOfLengths.slice(0, known)) ofLengths[place] = bits.take(3)
  const codes = codesOf(ofLengths)
  const lengths = new Uint8Array(literals + distances)
  for (let filled = 0; filled < lengths.length; ) {
    const symbol = bits.decode(codes)
    const length = symbol < 16 ? symbol : symbol === 16 ? lengths[filled - 1] : 0
    const times =
      symbol < 16
        ? 1
        : symbol === 16
          ? 3 + bits.take(2)
          : symbol === 17
            ? 3 + bits.take(3)
            : 11 + bits.take(7)
    refuseUnless(
      length !== undefined && filled + times <= lengths.length,
      'there are as many lengths as codes',
    )
    lengths.fill(length, filled, filled + times)
    filled += times
  }
  return bothCodes(lengths.subarray(0, literals), lengths.subarray(literals))
}

/** RFC 1951, 3.2.6. */
function fixed() {
  const lengths = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280)
  return bothCodes(lengths, new Uint8Array(30).fill(5))
}

function bothCodes(ofLiterals: Uint8Array, ofDistances: Uint8Array) {
  const distances = codesOf(ofDistances)
  return { literals: asRuns(codesOf(ofLiterals), distances), distances }
}

/** Codes by the lengths that they have (RFC 1951, 3.2.2). */
function codesOf(lengths: Uint8Array): Codes {
  const counts = new Uint16Array(LONGEST + 1)
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1
  const symbols = new Uint16Array(lengths.length)
  const quick = new Uint16Array(1 << QUICK)
  let code = 0
  let placed = 0
  for (let length = 1; length <= LONGEST; length++, code <<= 1) {
    let symbol = -1
    for (let left = counts[length] ?? 0; left > 0; left--, code++) {
      symbol = lengths.indexOf(length, symbol + 1)
      symbols[placed++] = symbol
      for (let bits = reversed(code, length); bits < quick.length && length <= QUICK; bits += 1 << length)
        quick[bits] = symbol * 16 + length
    }
    refuseUnless(code <= 1 << length, 'there are no more codes than their lengths allow')
  }
  return { quick, counts, symbols }
}

/**
 * What the codes stand for does not matter, but how many bytes it is: a look into the table finds as many literals and plain
 * repetitions as fit, and tells their length. Other symbols are `SYMBOL` more than they are.
 */
function asRuns({ quick, counts, symbols }: Codes, distances: Codes): Codes {
  const runs = new Uint16Array(quick.length)
  for (let bits = 0; bits < runs.length; bits++) {
    const entry = quick[bits] ?? 0
    let run = 0
    let taken = 0
    for (let next = entry; next > 0; next = quick[bits >> taken] ?? 0) {
      const symbol = next >> 4
      const isLiteral = symbol < END_OF_BLOCK
      const distance = isLiteral ? 0 : (distances.quick[bits >> (taken + (next & 15))] ?? 0)
      const end = taken + (next & 15) + (distance & 15)
      const isPlain = isLiteral || (distance > 0 && distance >> 4 < PLAIN_DISTANCES && isPlainLength(symbol))
      if (!isPlain || end > QUICK) break
      run += isLiteral ? 1 : (lengthStarts[symbol - END_OF_BLOCK - 1] ?? 0)
      taken = end
    }
    runs[bits] = run > 0 ? run * 16 + taken : entry > 0 ? entry + SYMBOL * 16 : 0
  }
  const lengths = symbols.map((symbol) => (symbol < END_OF_BLOCK ? 1 : symbol + SYMBOL))
  return { quick: runs, counts, symbols: lengths }
}

/** Whether the code of a length has no more bits behind it. */
const isPlainLength = (symbol: number) => symbol > END_OF_BLOCK && lengthBits[symbol - END_OF_BLOCK - 1] === 0

/** A code begins with its highest bit, and everything else with its lowest. */
function reversed(code: number, length: number): number {
  let bits = 0
  for (let at = 0; at < length; at++) bits |= ((code >> at) & 1) << (length - 1 - at)
  return bits
}

/** The symbol that the next bits mean times 16, and the length of its code. */
function findLong({ counts, symbols }: Codes, bits: number): number {
  let code = 0
  let first = 0
  let index = 0
  for (let length = 1; length <= LONGEST; length++) {
    code |= (bits >> (length - 1)) & 1
    const count = counts[length] ?? 0
    if (code - first < count) return (symbols[index + code - first] ?? 0) * 16 + length
    index += count
    first = (first + count) << 1
    code <<= 1
  }
  throw new Refused('bits are a code')
}
