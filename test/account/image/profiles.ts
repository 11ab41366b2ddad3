import { ascii, bigEndian, join, marker, type Part, segment } from './samples.ts'

type Tags = [name: string, content: Part][]

type ProfileOptions = {
  kind?: string
  colourSpace?: string
  connection?: string
  version?: number
  signature?: string
  tags: Tags
  /** Whatever may say who made the profile, when, and for which device. */
  identity?: string
  /** What lies between the tags. */
  slack?: Part
}

/** A profile as ICC.1 lays it out. Tags of the very same content share it. */
export function icc(options: ProfileOptions): Uint8Array<ArrayBuffer> {
  const { kind = 'mntr', colourSpace = 'RGB ', connection = 'XYZ ', version = 4 } = options
  const { signature = 'acsp', tags, identity = '', slack = '' } = options
  const named = (length: number) => ascii(identity.slice(0, length).padEnd(length, '\0'))
  const places = new Map<Part, number[]>()
  const data: Part[] = []
  let end = 132 + 12 * tags.length
  for (const [, content] of tags) {
    if (places.has(content)) continue
    const part = join(content, new Array((4 - (content.length % 4)) % 4).fill(0), slack)
    places.set(content, [...bigEndian(end, 4), ...bigEndian(content.length, 4)])
    data.push(part)
    end += part.length
  }
  const table = tags.map(([name, content]) => join(name, places.get(content) ?? []))
  const header = join(
    bigEndian(end, 4),
    named(4),
    [version, 0x20, ...named(2)],
    kind,
    colourSpace,
    connection,
    named(12),
    signature,
    named(24),
    [...named(3), 1],
    [0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d],
    named(48),
  )
  return join(header.with(64, 0).with(65, 0).with(66, 0), bigEndian(tags.length, 4), ...table, ...data)
}

const fixed = (...values: number[]) => values.flatMap((value) => bigEndian(Math.round(value * 65_536), 4))
const typed = (type: string, ...content: Part[]) => join(type, [0, 0, 0, 0], ...content)

export const xyz = (...values: number[]) => typed('XYZ ', fixed(...values))
export const curve = (...steps: number[]) =>
  typed('curv', bigEndian(steps.length, 4), ...steps.map((step) => bigEndian(step, 2)))
export const formula = (kind: number, ...values: number[]) => typed('para', [0, kind, 0, 0], fixed(...values))

const power = formula(3, 2.4, 0.9479, 0.0521, 0.0774, 0.0405)

/** What sRGB is. The three curves are one. */
export const srgbTags: Tags = [
  ['wtpt', xyz(0.9642, 1, 0.8249)],
  ['rXYZ', xyz(0.4361, 0.2225, 0.0139)],
  ['gXYZ', xyz(0.3851, 0.7169, 0.0971)],
  ['bXYZ', xyz(0.1431, 0.0606, 0.7141)],
  ['rTRC', power],
  ['gTRC', power],
  ['bTRC', power],
  ['chad', typed('sf32', fixed(1.0479, 0.0229, 0, 0.0296, 0.9905, 0, 0, 0.0151, 0.7517))],
  ['cicp', typed('cicp', [1, 13, 0, 1])],
]

/** Tags with room for text, and one that is private. */
export const talkativeTags: Tags = [
  ['desc', typed('desc', bigEndian(marker.length, 4), marker)],
  ['cprt', typed('text', marker)],
  ['dmnd', typed('mluc', marker)],
  ['MSFT', marker],
]

export const cleanIcc = () => icc({ tags: srgbTags })

/** The same colours with the marker wherever there is room for text. */
export const talkativeIcc = () =>
  icc({
    tags: [
      ...talkativeTags,
      ...srgbTags.map(([name, content]) => [name, withTail(content)] as [string, Part]),
    ],
    identity: marker.repeat(2),
    slack: marker,
  })

const tails = new Map<Part, Part>()
/** Longer than its type makes it, once for all tags that share it. */
function withTail(content: Part): Part {
  const longer = tails.get(content) ?? join(content, marker)
  tails.set(content, longer)
  return longer
}

type TablesOptions = {
  inputs?: number
  outputs?: number
  gridPoints?: number
  steps?: number
  hidden?: number
}

/** Tables of 8 or 16 bits. */
export function tables(type: 'mft1' | 'mft2', options: TablesOptions = {}): Uint8Array<ArrayBuffer> {
  const { inputs = 3, outputs = 3, gridPoints = 2, steps = 2, hidden = 0 } = options
  const matrix = fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
  const values = inputs * steps + gridPoints ** inputs * outputs + outputs * steps
  const [sizes, bytes] =
    type === 'mft1' ? [[], values + (inputs + outputs) * (256 - steps)] : [bigEndian(steps, 2), values * 2]
  return typed(
    type,
    [inputs, outputs, gridPoints, hidden],
    matrix,
    sizes,
    sizes,
    Uint8Array.from({ length: bytes }, (_, at) => at),
  )
}

/** Curves, matrix, curves, grid and curves; in the order of `order`, with `slack` before each. */
export function pipeline(
  type: 'mAB ' | 'mBA ',
  order = [0, 1, 2, 3, 4],
  slack: Part = '',
): Uint8Array<ArrayBuffer> {
  const curves = join(curve(0, 65_535), curve(), formula(0, 2.2))
  const hidden = [...ascii(marker)].slice(0, slack.length > 0 ? 13 : 0)
  const points = join([2, 2, 2], hidden, new Array(13 - hidden.length).fill(0))
  const grid = join(points, [1, ...(slack.length > 0 ? [1, 2, 3] : [0, 0, 0])], new Array(24).fill(9))
  const parts = [curves, fixed(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0), curves, grid, curves]
  const offsets: number[] = []
  let data = join()
  for (const index of order) {
    data = join(data, slack)
    offsets[index] = 32 + data.length
    data = join(data, parts[index] ?? '')
  }
  return typed(type, [3, 3, 0, 0], ...parts.map((_, index) => bigEndian(offsets[index] ?? 0, 4)), data)
}

/** A profile of many tables; it does not fit into one segment of a JPEG. */
export const wideIcc = (text = '') =>
  icc({
    kind: 'prtr',
    colourSpace: 'CMYK',
    connection: 'Lab ',
    version: 2,
    tags: [...(text ? talkativeTags : []), ['A2B0', wideTables], ['A2B1', wideTables]],
    identity: text,
  })

const wideTables = tables('mft2', { inputs: 4, gridPoints: 13, steps: 256 })

/** The profile in a number of segments, the first ones of `length` bytes or all about as long. */
export function iccSegments(
  profile: Uint8Array,
  count = 1,
  length = Math.ceil(profile.length / count),
): Uint8Array<ArrayBuffer>[] {
  return Array.from({ length: count }, (_, index) =>
    segment(
      0xe2,
      join('ICC_PROFILE\0', [index + 1, count], profile.subarray(index * length, (index + 1) * length)),
    ),
  )
}
