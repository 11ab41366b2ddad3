import type { Chance } from './chance.ts'
import type { Wire } from './write-request.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

const BROKEN = [
  '{',
  '}',
  '[',
  '{"a":}',
  '{"a":1,}',
  "{'a':1}",
  '{"a":1}//',
  '[]',
  '"x"',
  '1',
  'null',
  'true',
  ' ',
  '{"username":1e400}',
  '{"username":01}',
  '{"username":NaN}',
  '{"username":"\\ud800"}',
  '{"username":"\\u0000"}',
  '{"username":"\\x"}',
  '{"username":"a","username":"b"}',
  '{"username":"a","\\u0075sername":"b"}',
  '{"__proto__":{"is_staff":true}}',
  '{"constructor":{"prototype":{"a":1}}}',
  '\u00ef\u00bb\u00bf{}',
  '\u00fe\u00ff\u0000{\u0000}',
  '{"username":"\u00c3("}',
  '{"username":"\u00c0\u00af"}',
  '{"username":"\u00f0\u009f"}',
  'username=%c3%28&password=%ff',
  'username=a&username=b',
  '%=%&&&==',
  '--x\r\n\r\n--x--',
  '--gatehouse-fuzz\r\n',
  '--gatehouse-fuzz--',
  '--gatehouse-fuzz\r\nContent-Disposition: form-data\r\n\r\nx\r\n--gatehouse-fuzz--\r\n',
  '--gatehouse-fuzz\r\nContent-Disposition: form-data; name="__proto__"; filename="a"\r\n\r\nx\r\n--gatehouse-fuzz--\r\n',
].map(bytes)

const KiB = 1024
const SIZES = [16 * KiB - 20, 16 * KiB, 16 * KiB + 1, 64 * KiB, 256 * KiB]
const HUGE = [3 * KiB * KiB, 3 * KiB * KiB + 1, 6 * KiB * KiB, 12 * KiB * KiB + 1]

const nested = (depth: number) => bytes(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)
const long = (size: number) => bytes(`{"username":"${'x'.repeat(Math.max(0, size - 15))}"}`)

const mutated = (body: Buffer, chance: Chance): Buffer => {
  const copy = Buffer.from(body)
  if (copy.length === 0) return copy
  for (let times = 1 + chance.below(4); times > 0; times--)
    copy[chance.below(copy.length)] = chance.below(256)
  return copy
}

/** Puts something else in the place of a body. */
export const twistBody = (wire: Wire, chance: Chance): void => {
  const body = wire.body ?? Buffer.alloc(0)
  wire.body = chance.pick([
    () => chance.pick(BROKEN),
    () => chance.pick(BROKEN),
    () => mutated(body, chance),
    () => mutated(body, chance),
    () => body.subarray(0, chance.below(body.length + 1)),
    () => Buffer.concat([body, body]),
    () => Buffer.alloc(0),
    () => nested(chance.pick([62, 63, 64, 65, 1000, 7000])),
    () => long(chance.percent(3) ? chance.pick(HUGE) : chance.pick(SIZES)),
  ])()
  wire.chunked = chance.percent(25)
  wire.headers['content-type'] ??= chance.pick([
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
  ])
}
