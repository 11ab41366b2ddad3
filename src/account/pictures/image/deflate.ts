import { joined, Refused, refuseUnless } from './bytes.ts'

/** The longest code (RFC 1951, 3.2.7), and how many bits the first look into a table takes. */
const LONGEST = 15
const QUICK = 10
const QUICK_SIZE = 1 << QUICK
const QUICK_MASK = QUICK_SIZE - 1
/** What is longer has a table of its own for each of its beginnings, which all but the last share with another one. */
const REST_SIZE = 1 << (LONGEST - QUICK)

const MOST_LITERALS = 288
const MOST_DISTANCES = 32
const END_OF_BLOCK = 256
const [FIXED, DYNAMIC] = [1, 2]

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
/** The same of blocks with the codes that are fixed, which are quicker: an encoder may end one with every row. */
const FREE_FIXED_BLOCKS = 20_000

/** How many repetitions there may be: so many, and one more for each byte. Encoders need some two bytes for one. */
const FREE_REPETITIONS = 1_000_000

/*
 * What is in a table: the bits of a code in the lowest four places, then what it stands for. That is how many bytes a
 * literal, or several in a row, become; or one of these four.
 */
const CODE_MASK = 15
const VALUE = 4
const KIND = 24
/** A length: how many more bits it has, in three places, and where it begins. */
const LENGTH = 1 << KIND
const END = 2 << KIND
/** A longer code: where in the table its own table begins. */
const LONGER = 3 << KIND
const NO_CODE = 4 << KIND
const NOTHING_BUT_VALUE = LENGTH - 1

/** What the symbols for literals and lengths stand for, as it is in a table. */
const literalEntries = Int32Array.from({ length: MOST_LITERALS }, (_, symbol) => {
  if (symbol < END_OF_BLOCK) return 1 << VALUE
  if (symbol === END_OF_BLOCK) return END
  const at = symbol - END_OF_BLOCK - 1
  return LENGTH | ((((lengthStarts[at] ?? 0) << 3) | (lengthBits[at] ?? 0)) << VALUE)
})
/** What matters of a distance: how many more bits it has (RFC 1951, 3.2.5). */
const distanceEntries = Int32Array.from(
  { length: MOST_DISTANCES },
  (_, symbol) => Math.max(0, (symbol >> 1) - 1) << VALUE,
)
/** The symbols of the codes that tell the lengths of codes. */
const orderEntries = Int32Array.from(orderOfLengths, (_, symbol) => symbol << VALUE)

const tableSizeOf = (symbols: number) => QUICK_SIZE + (Math.ceil(symbols / 2) + 1) * REST_SIZE

/** Tables that the codes of a block are found with. They are used for one block after the other. */
class Codes {
  readonly literals = new Int32Array(tableSizeOf(MOST_LITERALS))
  readonly distances = new Int32Array(tableSizeOf(MOST_DISTANCES))
  readonly #counts = new Int32Array(LONGEST + 1)
  readonly #starts = new Int32Array(LONGEST + 2)
  readonly #sorted = new Int32Array(MOST_LITERALS)

  /** By the lengths of the codes. */
  set(ofLiterals: Uint8Array, ofDistances: Uint8Array): this {
    this.#fill(this.distances, ofDistances, distanceEntries)
    const shortest = this.#fill(this.literals, ofLiterals, literalEntries)
    if (2 * shortest <= QUICK) this.#joinRuns()
    return this
  }

  /** For the lengths of codes, which are in the place of distances. */
  setOrder(lengths: Uint8Array): void {
    this.#fill(this.distances, lengths, orderEntries)
  }

  /** Fills a table by the lengths of its codes (RFC 1951, 3.2.2). Returns the length of the shortest one. */
  #fill(table: Int32Array, lengths: Uint8Array, entries: Int32Array): number {
    const [counts, starts, sorted] = [this.#counts, this.#starts, this.#sorted]
    counts.fill(0)
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const length = lengths[symbol] ?? 0
      counts[length] = (counts[length] ?? 0) + 1
    }
    let shortest = LONGEST + 1
    let room = 1
    starts[1] = 0
    for (let length = 1; length <= LONGEST; length++) {
      const count = counts[length] ?? 0
      if (count > 0 && shortest > length) shortest = length
      room = 2 * room - count
      refuseUnless(room >= 0, 'there are no more codes than their lengths allow')
      starts[length + 1] = (starts[length] ?? 0) + count
    }
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const length = lengths[symbol] ?? 0
      if (length === 0) continue
      const place = starts[length] ?? 0
      sorted[place] = symbol
      starts[length] = place + 1
    }

    table.fill(NO_CODE, 0, QUICK_SIZE)
    let end = QUICK_SIZE
    let at = 0
    // A code begins with its highest bit, and everything else with its lowest.
    let reversed = 0
    for (let length = 1; length <= LONGEST; length++) {
      for (let left = counts[length] ?? 0; left > 0; left--) {
        const entry = (entries[sorted[at++] ?? 0] ?? 0) | length
        let [first, last, step] = [reversed, QUICK_SIZE, 1 << length]
        if (length > QUICK) {
          const begin = reversed & QUICK_MASK
          if (table[begin] === NO_CODE) {
            table[begin] = LONGER | end
            table.fill(NO_CODE, end, end + REST_SIZE)
            end += REST_SIZE
          }
          const own = (table[begin] ?? 0) & NOTHING_BUT_VALUE
          first = own + (reversed >> QUICK)
          last = own + REST_SIZE
          step = 1 << (length - QUICK)
        }
        for (let place = first; place < last; place += step) table[place] = entry
        let bit = 1 << (length - 1)
        while ((reversed & bit) !== 0) bit >>= 1
        reversed = bit === 0 ? 0 : (reversed & (bit - 1)) | bit
      }
    }
    return shortest
  }

  /**
   * What the codes stand for does not matter, but how many bytes it is: a look into the table finds as many literals and
   * short repetitions as fit, and tells their length.
   */
  #joinRuns(): void {
    const [literals, distances] = [this.literals, this.distances]
    // Downwards: what is behind a code is found at a lower place, where one code stands as yet.
    for (let bits = QUICK_MASK; bits >= 0; bits--) {
      let run = 0
      let taken = 0
      for (;;) {
        const entry = literals[bits >> taken] ?? 0
        let end = taken + (entry & CODE_MASK)
        let more = 1
        if (entry >= LENGTH) {
          // One whose length has more bits, or which is none, ends the run.
          if (entry >= END || ((entry >> VALUE) & 7) !== 0 || end > QUICK) break
          const distance = distances[bits >> end] ?? 0
          if (distance >= LENGTH) break
          end += (distance & CODE_MASK) + (distance >> VALUE)
          more = (entry & NOTHING_BUT_VALUE) >> (VALUE + 3)
        }
        if (end > QUICK) break
        run += more
        taken = end
      }
      if (taken > 0) literals[bits] = (run << VALUE) | taken
    }
  }
}

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
  const own = new Codes()
  let fixed: Codes | undefined
  const most = size / BYTES_PER_BLOCK
  let length = 0
  let blocks = 0
  let fixedBlocks = 0
  for (let isLast = false; !isLast; ) {
    isLast = bits.take(1) === 1
    const kind = bits.take(2)
    refuseUnless(kind <= DYNAMIC, 'there are three kinds of blocks')
    if (kind === DYNAMIC) blocks++
    if (kind === FIXED) fixedBlocks++
    const isWorthIt = blocks <= FREE_BLOCKS + most && fixedBlocks <= FREE_FIXED_BLOCKS + most
    refuseUnless(isWorthIt, 'blocks have something in them')
    if (kind === FIXED) fixed ??= fixedCodes()
    const codes = kind === FIXED ? fixed : kind === DYNAMIC ? readCodes(bits, own) : undefined
    length += codes ? bits.skipCoded(codes) : bits.skipStored()
    refuseUnless(bits.repetitions <= FREE_REPETITIONS + size, 'what is repeated is worth it')
    refuseUnless(length <= limit, 'there is no more than the pixels')
  }
  const checkSum = 4
  refuseUnless(bits.next + checkSum === size, 'nothing is behind the end')
}

/** Reads bits behind the two bytes of the header, the lowest of each byte first. Behind `size` bytes there are zeros. */
class Bits {
  readonly #view: DataView
  readonly #end: number
  #at = 16
  repetitions = 0

  constructor(data: Uint8Array, size: number) {
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    this.#end = 8 * size
  }

  /** Where the first byte is of which nothing was read. */
  get next(): number {
    return (this.#at + 7) >> 3
  }

  /** At most 16. */
  take(wanted: number): number {
    const taken = this.#ahead() & ((1 << wanted) - 1)
    this.#skip(wanted)
    return taken
  }

  /** What a code stands for that is as long as a first look takes. */
  decode(table: Int32Array): number {
    const entry = table[this.#ahead() & QUICK_MASK] ?? NO_CODE
    refuseUnless(entry < LENGTH, 'bits are a code')
    this.#skip(entry & CODE_MASK)
    return entry >> VALUE
  }

  /** The next 25 bits, or more. */
  #ahead(): number {
    return this.#view.getInt32(this.#at >> 3, true) >>> (this.#at & 7)
  }

  #skip(bits: number): void {
    this.#at += bits
    refuseUnless(this.#at <= this.#end, 'the stream is whole')
  }

  /** Steps over bytes as they are, and tells how many there were. */
  skipStored(): number {
    this.#at = 8 * this.next
    const length = this.take(16)
    refuseUnless((length ^ this.take(16)) === 0xffff, 'a length stands there twice')
    this.#skip(8 * length)
    return length
  }

  /**
   * Steps over a block, and tells how many bytes it would become. Millions of codes may be in it: it calls nothing, and what
   * it reads ahead is enough for two looks into a table.
   */
  skipCoded({ literals, distances }: Codes): number {
    const view = this.#view
    const end = this.#end
    const most = FREE_REPETITIONS + (end >> 3)
    let at = this.#at
    let repetitions = this.repetitions
    let length = 0
    while (at <= end) {
      let ahead = view.getInt32(at >> 3, true) >>> (at & 7)
      let entry = literals[ahead & QUICK_MASK] ?? NO_CODE
      if (entry < LENGTH) {
        at += entry & CODE_MASK
        length += entry >> VALUE
        entry = literals[(ahead >>> (entry & CODE_MASK)) & QUICK_MASK] ?? NO_CODE
        if (entry >= LENGTH) continue
        at += entry & CODE_MASK
        length += entry >> VALUE
        continue
      }
      const isLong = entry >= LONGER
      if (isLong) entry = restOf(literals, entry, ahead)
      at += entry & CODE_MASK
      if (entry < LENGTH) {
        length += entry >> VALUE
        continue
      }
      if (entry >= END) break

      if (++repetitions > most) break
      ahead >>>= entry & CODE_MASK
      const more = (entry >> VALUE) & 7
      length += ((entry & NOTHING_BUT_VALUE) >> (VALUE + 3)) + (ahead & ((1 << more) - 1))
      at += more
      // A short code and its more bits leave ten bits.
      ahead = isLong ? view.getInt32(at >> 3, true) >>> (at & 7) : ahead >>> more
      let distance = distances[ahead & QUICK_MASK] ?? NO_CODE
      if (distance >= LENGTH)
        distance = restOf(distances, distance, view.getInt32(at >> 3, true) >>> (at & 7))
      at += (distance & CODE_MASK) + (distance >> VALUE)
    }
    this.#at = at
    this.repetitions = repetitions
    refuseUnless(at <= end, 'the stream is whole')
    return length
  }
}

/** What a code stands for that is longer than a first look takes. */
function restOf(table: Int32Array, entry: number, ahead: number): number {
  const found =
    entry === NO_CODE ? entry : table[(entry & NOTHING_BUT_VALUE) + ((ahead >>> QUICK) & (REST_SIZE - 1))]
  if (found === undefined || found === NO_CODE) throw new Refused('bits are a code')
  return found
}

/** RFC 1951, 3.2.7. */
function readCodes(bits: Bits, codes: Codes): Codes {
  const [literals, distances, known] = [bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4]
  const ofLengths = new Uint8Array(orderOfLengths.length)
  for (let at = 0; at < known; at++) ofLengths[orderOfLengths[at] ?? 0] = bits.take(3)
  codes.setOrder(ofLengths)
  const lengths = new Uint8Array(literals + distances)
  for (let filled = 0; filled < lengths.length; ) {
    const symbol = bits.decode(codes.distances)
    if (symbol < 16) {
      lengths[filled++] = symbol
      continue
    }
    refuseUnless(symbol > 16 || filled > 0, 'a length can be repeated')
    const length = symbol === 16 ? lengths[filled - 1] : 0
    const times = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7)
    refuseUnless(filled + times <= lengths.length, 'there are as many lengths as codes')
    lengths.fill(length ?? 0, filled, filled + times)
    filled += times
  }
  return codes.set(lengths.subarray(0, literals), lengths.subarray(literals))
}

/** RFC 1951, 3.2.6. */
const fixedCodes = () =>
  new Codes().set(new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280), new Uint8Array(30).fill(5))
