import { describe, expect, it } from 'vitest'
import { cleanProfile } from '../../../src/account/pictures/image/icc.ts'
import {
  cleanIcc,
  curve,
  formula,
  icc,
  pipeline,
  srgbTags,
  tables,
  talkativeIcc,
  talkativeTags,
  wideIcc,
  xyz,
} from './profiles.ts'
import { bigEndian, contains, join, marker, type Part } from './samples.ts'

type Tag = [name: string, content: Part]

const gray = (content: Part, ...others: Tag[]) =>
  icc({ colourSpace: 'GRAY', tags: [['kTRC', content], ...others] })
const withTables = (content: Part, ...others: Tag[]) =>
  icc({ connection: 'Lab ', tags: [['A2B0', content], ...others] })

/** A profile with room at its end, so that a clean one may be longer where it has to be. */
const roomy = (tag: Tag, ...others: Tag[]) =>
  icc({ connection: 'Lab ', tags: [tag, ['desc', marker.repeat(40)], ...others] })

/** The profile with other bytes at a place. */
const patched = (profile: Uint8Array<ArrayBuffer>, at: number, value: Part) =>
  join(profile.subarray(0, at), value, profile.subarray(at + value.length))

describe('a colour profile', () => {
  it('keeps its colours and loses all text, also of its header and between its tags (IMG-07)', () => {
    const sent = talkativeIcc()
    expect(contains(sent, marker)).toBe(true)
    const clean = cleanProfile(sent)
    expect(clean).toEqual(cleanIcc())
    expect(contains(clean ?? sent, '<scr')).toBe(false)
  })

  it.each<[string, Uint8Array<ArrayBuffer>]>([
    ['of three curves', cleanIcc()],
    ['of one curve', gray(curve(0, 100, 65_535))],
    ['of a power', gray(curve(0x0233))],
    ['of no curve', gray(curve())],
    ...[1, 3, 4, 5, 7].map(
      (count, kind) =>
        [`of formula ${kind}`, gray(formula(kind, ...new Array(count).fill(1)))] as [
          string,
          Uint8Array<ArrayBuffer>,
        ],
    ),
    ['of tables of 8 bits', withTables(tables('mft1'), ['B2A0', tables('mft1')])],
    ['of tables of 16 bits', withTables(tables('mft2'), ['gamt', tables('mft2', { outputs: 1 })])],
    ['of tables for four inks', wideIcc()],
    ['of pipelines', withTables(pipeline('mAB '), ['B2A0', pipeline('mBA ')])],
    ['of a pipeline of curves alone', withTables(pipeline('mAB ', [0]))],
    ['with light and black', gray(curve(), ['lumi', xyz(80, 80, 80)], ['bkpt', xyz(0, 0, 0)])],
  ])('%s is not changed by cleaning', (_, profile) => {
    expect(cleanProfile(profile)).toEqual(profile)
  })

  it('may be for each kind of device, and of version 2 or 4', () => {
    for (const kind of ['mntr', 'scnr', 'prtr', 'spac'])
      for (const version of [2, 4]) {
        const profile = icc({ kind, version, tags: srgbTags })
        expect(cleanProfile(profile)).toEqual(profile)
      }
  })

  it('shares what its tags share, and only that', () => {
    const [one, other] = [curve(0, 65_535), curve(0, 65_535)]
    const tags = (green: Part): Tag[] =>
      srgbTags.map(([name, content]) => [name, name === 'gTRC' ? green : /TRC/.test(name) ? one : content])
    for (const profile of [icc({ tags: tags(one) }), icc({ tags: tags(other) })])
      expect(cleanProfile(profile)).toEqual(profile)
    expect(icc({ tags: tags(one) }).length).toBeLessThan(icc({ tags: tags(other) }).length)
  })

  it('writes the parts of a pipeline in one order, with nothing between them (IMG-07)', () => {
    for (const [name, type] of [
      ['A2B0', 'mAB '],
      ['B2A0', 'mBA '],
    ] as const) {
      const others: Tag[] = name === 'A2B0' ? [] : [['A2B0', tables('mft1')]]
      const sent = roomy([name, pipeline(type, [3, 1, 4, 0, 2], join(marker, [0, 0, 0]))], ...others)
      const clean = cleanProfile(sent)
      expect(clean).toEqual(icc({ connection: 'Lab ', tags: [[name, pipeline(type)], ...others] }))
    }
  })

  it('has zeros where nothing is meant', () => {
    const hidden = (content: Uint8Array<ArrayBuffer>, ...places: number[]) =>
      places.reduce((bytes, at) => patched(bytes, at, '!'), content)
    const pairs: [Tag, Tag][] = [
      [
        ['A2B0', hidden(tables('mft1'), 4, 7, 11)],
        ['A2B0', tables('mft1')],
      ],
      [
        ['A2B0', hidden(tables('mft2'), 4, 7, 11)],
        ['A2B0', tables('mft2')],
      ],
      [
        ['A2B0', hidden(pipeline('mAB '), 4, 7, 10, 11, 36, 39)],
        ['A2B0', pipeline('mAB ')],
      ],
    ]
    for (const [sent, clean] of pairs)
      expect(cleanProfile(roomy(sent))).toEqual(icc({ connection: 'Lab ', tags: [clean] }))
    expect(cleanProfile(gray(hidden(formula(0, 2.2), 4, 10, 11)))).toEqual(gray(formula(0, 2.2)))
  })

  it('has the first of two tags of a name', () => {
    expect(cleanProfile(gray(curve(1), ['kTRC', curve(2)]))).toEqual(gray(curve(1)))
  })

  it('has a curve of 4096 steps and no longer one', () => {
    const steps = (count: number) => gray(curve(...new Array(count).fill(7)))
    expect(cleanProfile(steps(4096))).toEqual(steps(4096))
    expect(cleanProfile(steps(4097))).toBeUndefined()
    const tooLong = tables('mft2', { steps: 4097 })
    expect(cleanProfile(withTables(tooLong))).toBeUndefined()
  })

  it('may have a hundred tags and no more', () => {
    const many = (count: number) =>
      gray(curve(), ...Array.from({ length: count - 1 }, () => ['text', marker] as Tag))
    expect(cleanProfile(many(100))).toEqual(gray(curve()))
    expect(cleanProfile(many(101))).toBeUndefined()
  })

  it('does not grow when one of its tags lies within another', () => {
    const inner = tables('mft1')
    const outer = patched(tables('mft1', { gridPoints: 20 }), 48, inner)
    const twice = withTables(outer, ['A2B1', outer])
    const start = new DataView(twice.buffer).getUint32(136)
    const nested = patched(twice, 148, [...bigEndian(start + 48, 4), ...bigEndian(inner.length, 4)])
    expect(cleanProfile(twice)).toEqual(twice)
    expect(cleanProfile(nested)).toBeUndefined()
  })

  it('with any byte changed is none, or clean and no longer', () => {
    for (const sent of [talkativeIcc(), roomy(['A2B0', pipeline('mAB ')], ['B2A0', tables('mft2')])])
      for (let at = 0; at < sent.length; at++)
        for (const value of [0, 1, 0x40, 0xff]) {
          const clean = cleanProfile(sent.with(at, value))
          if (!clean) continue
          if (clean.length > sent.length || contains(clean, marker)) throw new Error(`byte ${at}: ${value}`)
          if (!sameBytes(cleanProfile(clean), clean)) throw new Error(`byte ${at}: ${value} changes again`)
        }
  })

  const profile = cleanIcc()

  it.each<[string, Uint8Array<ArrayBuffer>]>([
    ['nothing', join()],
    ['text', join(marker.repeat(20))],
    ['a header alone', join(bigEndian(128, 4), profile.subarray(4, 128))],
    ['longer than it says', join(profile, [0])],
    ['shorter than it says', join(profile.subarray(0, -1))],
    ['without its signature', icc({ signature: 'acsq', tags: srgbTags })],
    ['of version 5', icc({ version: 5, tags: srgbTags })],
    ['of a link', icc({ kind: 'link', tags: srgbTags })],
    ['of names', icc({ kind: 'nmcl', tags: srgbTags })],
    ['of another colour space', icc({ colourSpace: 'HSV ', tags: srgbTags })],
    ['connected otherwise', icc({ connection: 'RGB ', tags: srgbTags })],
    ['without tags', icc({ tags: [] })],
    ['of text alone', icc({ tags: talkativeTags })],
    ['without a curve', icc({ tags: srgbTags.filter(([name]) => name !== 'gTRC') })],
    ['for inks without table', icc({ colourSpace: 'CMYK', tags: srgbTags })],
    ['with a tag in its header', patched(profile, 136, bigEndian(0, 4))],
    ['with a tag in the table of them', patched(profile, 136, bigEndian(132, 4))],
    ['with a tag behind its end', patched(profile, 136, bigEndian(profile.length - 8, 4))],
    ['with a tag of 0xffffffff bytes', patched(profile, 140, bigEndian(0xffffffff, 4))],
    ['with more tags than fit', patched(profile, 128, bigEndian(99, 4))],
    ['with text for a curve', gray(join('text', [0, 0, 0, 0], marker))],
    ['with an unknown curve', gray(formula(5, 1, 1, 1, 1, 1, 1, 1))],
    ['with a curve cut short', gray(curve(1, 2, 3).subarray(0, -1))],
    ['with an empty tag', gray('')],
    ['with tables cut short', withTables(tables('mft2').subarray(0, -1))],
    ['with tables of five inks', withTables(tables('mft1', { inputs: 5 }))],
    ['with tables of no ink', withTables(tables('mft1', { outputs: 0 }))],
    ['with a table for a curve', gray(tables('mft1'))],
    ['with a curve for a table', withTables(curve())],
    ['with a pipeline the wrong way', withTables(pipeline('mBA '))],
    ['with a pipeline cut short', withTables(pipeline('mAB ').subarray(0, -1))],
    ['with a pipeline in its own header', withTables(patched(pipeline('mAB '), 12, bigEndian(8, 4)))],
    ['with a pipeline beyond its end', withTables(patched(pipeline('mAB '), 12, bigEndian(9999, 4)))],
    ['with a pipeline of values of 3 bytes', withTables(patched(pipeline('mAB ', [3]), 48, [3]))],
    ['with a pipeline of text', withTables(patched(pipeline('mAB '), 32, 'text'))],
    ['with a pipeline of colours', withTables(patched(pipeline('mAB '), 32, 'XYZ '))],
  ])('%s is none', (_, bytes) => {
    expect(cleanProfile(bytes)).toBeUndefined()
  })
})

function sameBytes(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one?.length === other.length && one.every((byte, index) => byte === other[index])
}
