import { ascii, joined, Reader, Refused, refuseUnless } from './bytes.ts'

const headerLength = 128
const maxTags = 100

/** A table of 16 bits has no more steps either (ICC.1, section 10.10), and more of them are no smoother. */
const maxCurveSteps = 4096

const classes = ['mntr', 'scnr', 'prtr', 'spac']
const connectionSpaces = ['XYZ ', 'Lab ']

/** The tags that make colours of the values in each colour space; a profile has all of one list. */
const colourTags: Partial<Record<string, string[][]>> = {
  'RGB ': [['rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC'], ['A2B0']],
  GRAY: [['kTRC'], ['A2B0']],
  CMYK: [['A2B0']],
}

const curves = ['curv', 'para']
const toConnection = ['mft1', 'mft2', 'mAB ']
const fromConnection = ['mft1', 'mft2', 'mBA ']

/** What stays, and the types that it may have. Text is in none of them. */
const tagTypes: Record<string, string[]> = {
  ...Object.fromEntries(['wtpt', 'bkpt', 'rXYZ', 'gXYZ', 'bXYZ', 'lumi'].map((name) => [name, ['XYZ ']])),
  ...Object.fromEntries(['rTRC', 'gTRC', 'bTRC', 'kTRC'].map((name) => [name, curves])),
  ...Object.fromEntries(['A2B0', 'A2B1', 'A2B2'].map((name) => [name, toConnection])),
  ...Object.fromEntries(['B2A0', 'B2A1', 'B2A2', 'gamt'].map((name) => [name, fromConnection])),
  chad: ['sf32'],
  cicp: ['cicp'],
}

type Tag = { name: string; offset: number; content: Uint8Array }

/**
 * Builds a colour profile (ICC.1:2022; also version 2) anew from what colours need: no description, no
 * copyright, no names of makers and devices, no private tags, and nothing between or behind the tags. What two
 * tags share they still share. Cleaning a clean profile changes nothing.
 *
 * @returns a profile that is no longer; `undefined` for what is no profile, or one that says too little, or too
 * much
 */
export function cleanProfile(profile: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  try {
    return rebuilt(profile)
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}

function rebuilt(profile: Uint8Array): Uint8Array<ArrayBuffer> {
  const { header, colourSpace } = cleanHeader(profile)
  const tags = readTags(profile)
  const names = tags.map(({ name }) => name)
  const isEnough = colourTags[colourSpace]?.some((needed) => needed.every((name) => names.includes(name)))
  refuseUnless(isEnough ?? false, 'a profile says what the colours are')

  const table = uint32(tags.length)
  const parts: ArrayLike<number>[] = [header, table]
  const places = new Map<number, number[]>()
  let end = headerLength + 4 + 12 * tags.length
  for (const { name, offset, content } of tags) {
    if (!places.has(offset)) {
      const clean = cleanContent(content)
      places.set(offset, [...uint32(end), ...uint32(clean.length)])
      parts.push(clean, paddingOf(clean))
      end = aligned(end + clean.length)
      // Tags that overlap without being the same would otherwise make much out of little.
      refuseUnless(end <= profile.length, 'a clean profile is no longer')
    }
    table.push(...ascii(name), ...(places.get(offset) ?? []))
  }
  new DataView(header.buffer).setUint32(0, end)
  return joined(parts)
}

/** Keeps the version, what the profile is for and the intent; the rest is identity, or always the same. */
function cleanHeader(profile: Uint8Array) {
  const reader = new Reader(profile, 'big-endian')
  refuseUnless(reader.uint32() === profile.length, 'a profile is as long as it says')
  const preferredModule = 4
  reader.skip(preferredModule)
  const [major, minor] = [reader.uint8(), reader.uint8()]
  refuseUnless(major === 2 || major === 4, 'there are two versions')
  reader.skip(2)
  const kind = reader.ascii(4)
  refuseUnless(classes.includes(kind), 'a profile is for a device or a colour space')
  const colourSpace = reader.ascii(4)
  const connection = reader.ascii(4)
  refuseUnless(connectionSpaces.includes(connection), 'there are two spaces to connect profiles')
  const date = 12
  reader.skip(date)
  refuseUnless(reader.ascii(4) === 'acsp', 'a profile has its signature')
  const platformFlagsMakerModelAttributes = 24
  reader.skip(platformFlagsMakerModelAttributes)
  const intent = reader.uint32() & 3

  const header = new Uint8Array(headerLength)
  header.set([major, minor], 8)
  header.set(ascii(kind + colourSpace + connection), 12)
  header.set(ascii('acsp'), 36)
  header[67] = intent
  header.set(daylight, 68)
  return { header, colourSpace }
}

/** The colour of white that all profiles are connected by, D50, as three numbers of 16.16 bits. */
const daylight = [0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d]

/** The first of each name that stays. What goes has to lie within the profile too: else it is none. */
function readTags(profile: Uint8Array): Tag[] {
  const reader = new Reader(profile, 'big-endian')
  reader.skip(headerLength)
  const count = reader.uint32()
  refuseUnless(count <= maxTags, 'there are no more tags than the limit')
  const tableEnd = headerLength + 4 + 12 * count
  const tags = new Map<string, Tag>()
  for (let index = 0; index < count; index++) {
    const name = reader.ascii(4)
    const [offset, size] = [reader.uint32(), reader.uint32()]
    const isWithin = offset >= tableEnd && offset + size <= profile.length
    refuseUnless(isWithin, 'tags lie within the profile, behind their table')
    const types = tagTypes[name]
    if (!types || tags.has(name)) continue
    const content = profile.subarray(offset, offset + size)
    refuseUnless(types.includes(typeOf(content)), 'a tag is of a type that fits it')
    tags.set(name, { name, offset, content })
  }
  return [...tags.values()]
}

const typeOf = (content: Uint8Array) => new Reader(content, 'big-endian').ascii(4)

/** Steps over what is behind the type and its four reserved bytes. */
const contentSkippers: Record<string, (reader: Reader) => void> = {
  'XYZ ': (reader) => reader.skip(12),
  sf32: (reader) => reader.skip(9 * 4),
  cicp: (reader) => reader.skip(4),
  curv: skipCurve,
  para: skipFormula,
  mft1: (reader) => skipTables(reader, 1),
  mft2: (reader) => skipTables(reader, 2),
}

/** Bytes that mean nothing, besides those behind every type. */
const reserved: Record<string, number[]> = { para: [10, 11], mft1: [11], mft2: [11] }

/** As much as the type makes of it: what a tag has room for beyond that is no part of it. */
function cleanContent(content: Uint8Array): Uint8Array {
  const type = typeOf(content)
  const isPipeline = type === 'mAB ' || type === 'mBA '
  return isPipeline ? cleanPipeline(content, type) : cleanNumbers(new Reader(content, 'big-endian'))
}

/** Reads numbers of any simple type, here and not further. */
function cleanNumbers(reader: Reader): Uint8Array<ArrayBuffer> {
  const start = reader.offset
  const type = reader.ascii(4)
  reader.skip(4)
  const skip = contentSkippers[type]
  refuseUnless(skip !== undefined, 'numbers are of a known type')
  skip(reader)
  const clean = Uint8Array.from(reader.since(start))
  for (const at of [4, 5, 6, 7, ...(reserved[type] ?? [])]) clean[at] = 0
  return clean
}

/** ICC.1, section 10.6. */
function skipCurve(reader: Reader): void {
  const steps = reader.uint32()
  refuseUnless(steps <= maxCurveSteps, 'a curve has no more steps than the limit')
  reader.skip(2 * steps)
}

/** ICC.1, section 10.18. */
function skipFormula(reader: Reader): void {
  const parameters = [1, 3, 4, 5, 7][reader.uint16()]
  refuseUnless(parameters !== undefined, 'there are five formulas')
  reader.skip(2 + 4 * parameters)
}

/** ICC.1, sections 10.10 and 10.11. */
function skipTables(reader: Reader, bytesPerValue: 1 | 2): void {
  const [inputs, outputs, gridPoints] = [reader.uint8(), reader.uint8(), reader.uint8()]
  checkChannels(inputs, outputs)
  const matrix = 9 * 4
  reader.skip(1 + matrix)
  const [before, after] = bytesPerValue === 2 ? [reader.uint16(), reader.uint16()] : [256, 256]
  refuseUnless(Math.max(before, after) <= maxCurveSteps, 'a curve has no more steps than the limit')
  reader.skip(bytesPerValue * (inputs * before + gridPoints ** inputs * outputs + outputs * after))
}

function checkChannels(inputs: number, outputs: number): void {
  const areFew = [inputs, outputs].every((channels) => channels >= 1 && channels <= 4)
  refuseUnless(areFew, 'there are one to four channels')
}

/**
 * Curves, a matrix, curves, a table and curves, of which all but the first may be missing (ICC.1, sections 10.12
 * and 10.13). They are written in one order, each by itself.
 */
function cleanPipeline(content: Uint8Array, type: string): Uint8Array {
  const reader = new Reader(content, 'big-endian')
  reader.skip(8)
  const [inputs, outputs] = [reader.uint8(), reader.uint8()]
  checkChannels(inputs, outputs)
  reader.skip(2)
  const [connected, device] = type === 'mAB ' ? [outputs, inputs] : [inputs, outputs]
  const readers = [
    (part: Reader) => readCurves(part, connected),
    (part: Reader) => [part.take(12 * 4)],
    (part: Reader) => readCurves(part, connected),
    (part: Reader) => readGrid(part, inputs, outputs),
    (part: Reader) => readCurves(part, device),
  ]

  const beginning = [...ascii(type), 0, 0, 0, 0, inputs, outputs, 0, 0]
  const parts: ArrayLike<number>[] = [beginning]
  let end = 32
  for (const read of readers) {
    const offset = reader.uint32()
    beginning.push(...uint32(offset === 0 ? 0 : end))
    if (offset === 0) continue
    refuseUnless(offset >= 32 && offset <= content.length, 'a part is within its tag')
    const values = read(new Reader(content.subarray(offset), 'big-endian'))
    parts.push(...values)
    end += values.reduce((sum, { length }) => sum + length, 0)
  }
  return joined(parts)
}

function readCurves(reader: Reader, count: number): ArrayLike<number>[] {
  return Array.from({ length: count }, () => {
    const curve = cleanNumbers(reader)
    const padding = paddingOf(curve)
    reader.skip(Math.min(padding.length, reader.left))
    refuseUnless(curves.includes(typeOf(curve)), 'a curve is one')
    return [curve, padding]
  }).flat()
}

/** How many points each input has, in 16 bytes; how many bytes a value has; the values. */
function readGrid(reader: Reader, inputs: number, outputs: number): ArrayLike<number>[] {
  const points = [...reader.take(16).subarray(0, inputs)]
  const precision = reader.uint8()
  refuseUnless(precision === 1 || precision === 2, 'a value has one byte or two')
  reader.skip(3)
  const values = reader.take(points.reduce((product, count) => product * count, outputs * precision))
  return [[...points, ...zeros(16 - inputs)], [precision, 0, 0, 0], values, paddingOf(values)]
}

const aligned = (length: number) => Math.ceil(length / 4) * 4
const zeros = (length: number): number[] => new Array(length).fill(0)
const paddingOf = ({ length }: ArrayLike<number>) => zeros(aligned(length) - length)
const uint32 = (value: number) => [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]
