import { beforeAll, describe, expect, it } from 'vitest'
import { CONFIG } from '../guarantees/faults/town.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import {
  exampleOf,
  type FieldSchema,
  faultOfVoice,
  type Operation,
  readingJson,
  requestOf,
  table,
} from '../support/operations.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

// A body with a right password counts as a try there, also when something else in it is wrong.
const gatehouse = openGatehouse({ LOGIN_TRIES: '100000', EMAIL_LOGIN: 'true' }, { config: CONFIG })
const { call } = callerOf(gatehouse)

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
  await makeStaff(ada)
})

function send(operation: Operation, body: string | Uint8Array<ArrayBuffer>, type = 'application/json') {
  const { method, path, headers } = requestOf(operation, ada)
  headers.set('content-type', type)
  return call(method, path, { headers, body })
}

/** Sends bodies that all have to be refused with 400, and tells which were not, or in other words. */
const notRefused = (operation: Operation, bodies: (string | Uint8Array<ArrayBuffer>)[]) =>
  refused(gatehouse, async () => {
    const found: unknown[] = []
    for (const body of bodies) {
      const answer = await send(operation, body)
      const fault = answer.status === 400 ? faultOfVoice(operation, answer) : answer
      if (fault !== undefined) found.push([String(body).slice(0, 60), fault])
    }
    return found
  })

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)),
  )

/** The example of an operation as text, with something else in the place of one field's value. */
const withValue = (operation: Operation, field: string, json: string) =>
  JSON.stringify({ ...exampleOf(operation), [field]: '@@' }).replace('"@@"', json)

const isBoolean = ({ type, anyOf = [] }: FieldSchema) =>
  [{ type }, ...anyOf].some((each) => each.type === 'boolean')

const everyField = (operation: Operation, values: string[]) =>
  Object.entries(operation.fields).flatMap(([field, schema]) =>
    values
      .filter((json) => !isBoolean(schema) || !['true', 'false'].includes(json))
      .map((json) => withValue(operation, field, json)),
  )

describe.each(table(readingJson))('the JSON of %s', (_, operation) => {
  const example = JSON.stringify(exampleOf(operation))
  const [first = ''] = Object.keys(operation.fields)
  const value = JSON.stringify(exampleOf(operation)[first])

  it('has to be well formed (INP-01)', async () => {
    const bodies = [
      '{',
      '}',
      '{"a":}',
      example.replace(/\}$/, ',}'),
      `${example}//`,
      `${example}{}`,
      example.slice(0, -1),
      example.replaceAll('"', "'"),
      '{"a":01}',
      '{"a":NaN}',
      '{"a":"\\x"}',
      '{"a":"\t"}',
      '{a:1}',
      '  ',
      '\u00a0{}',
    ]
    expect(await notRefused(operation, bodies)).toEqual([])
  })

  it('is an object (INP-02)', async () => {
    expect(await notRefused(operation, ['[]', `[${example}]`, '"x"', '1', '1.5', 'null', 'true'])).toEqual([])
  })

  it('has each name once, however it is written (INP-03)', async () => {
    const escaped = `\\u${first.charCodeAt(0).toString(16).padStart(4, '0')}${first.slice(1)}`
    const bodies = [first, escaped].map((name) => example.replace('{', `{"${name}":${value},`))
    expect(await notRefused(operation, [...bodies, example.replace('{', '{"x":[{"a":1,"a":1}],')])).toEqual(
      [],
    )
  })

  it('is not nested deeply (INP-04)', async () => {
    const lists = (depth: number) => `{"x":${'['.repeat(depth)}${']'.repeat(depth)}}`
    const bodies = [lists(64), lists(7000), '['.repeat(16_000), '{"a":'.repeat(3000)]
    expect(await notRefused(operation, bodies)).toEqual([])
    expect(await send(operation, lists(63))).toEqual(await send(operation, '{}'))
  })

  it('is UTF-8, without a byte order mark (INP-15, INP-16)', async () => {
    const around = (...wrong: number[]) => bytes('{"x":"', wrong, '"}')
    const bodies = [
      around(0xc3, 0x28),
      around(0xc0, 0xaf),
      around(0xf0, 0x9f, 0x92),
      around(0xed, 0xa0, 0x80),
      around(0xff),
      bytes([0xef, 0xbb, 0xbf], example),
      bytes(
        [0xff, 0xfe],
        [...example].flatMap((char) => [char.charCodeAt(0), 0]),
      ),
    ]
    expect(await notRefused(operation, bodies)).toEqual([])
  })

  it('has text in its fields, and nothing else (INP-12, INP-13, INP-14)', async () => {
    const wrong = ['true', 'false', '[]', '["x"]', '{}', '{"$ne":null}', '{"length":9}', '1e400', '-1e400']
    // An empty list of types is for all of them.
    const sent = everyField(operation, wrong).filter((body) => !/"events":\[\]/.test(String(body)))
    expect(await notRefused(operation, sent)).toEqual([])
  })

  it('has no lone surrogate and no NUL in its fields (INP-17, INP-18)', async () => {
    const wrong = ['"\\ud800"', '"a\\udfffb"', '"\\udc00\\ud800"', '"a\\u0000b"']
    expect(await notRefused(operation, everyField(operation, wrong))).toEqual([])
  })

  it('gives names that JavaScript has a meaning for none (INP-20)', async () => {
    const bodies = [
      `{"__proto__":${example}}`,
      `{"constructor":{"prototype":${example}}}`,
      '{"__proto__":null,"toString":1,"hasOwnProperty":"x","then":{}}',
      '{"is_staff":true,"isActive":false,"id":"x","role":"admin"}',
    ]
    const plain = await send(operation, '{}')
    for (const body of bodies) expect([body, await send(operation, body)]).toEqual([body, plain])
    expect(({} as { is_staff?: boolean; username?: string }).is_staff).toBeUndefined()
    expect(({} as { is_staff?: boolean; username?: string }).username).toBeUndefined()
  })

  it('may say in its type what it is in any case, and with a charset (INP-11)', async () => {
    const plain = await send(operation, '[]')
    for (const type of [
      'application/json; charset=UTF-8',
      'APPLICATION/JSON',
      'Application/Json ;charset="utf-8"',
    ])
      expect([type, await send(operation, '[]', type)]).toEqual([type, plain])
  })
})
