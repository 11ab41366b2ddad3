import { beforeAll, describe, expect, it } from 'vitest'
import { CONFIG } from '../guarantees/faults/town.ts'
import { callerOf } from '../support/caller.ts'
import { formOf } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import {
  exampleOf,
  FORM_MEDIA,
  faultOfVoice,
  MULTIPART_MEDIA,
  type Operation,
  operations,
  PICTURE,
  readingBodies,
  readingJson,
  requestOf,
  table,
  withoutChance,
} from '../support/operations.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse({ EMAIL_LOGIN: 'true' }, { config: CONFIG })
const { call } = callerOf(gatehouse)

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
  await makeStaff(ada)
})

type Body = string | Uint8Array<ArrayBuffer> | FormData

function send(operation: Operation, body: Body, type?: string) {
  const { method, path, headers } = requestOf(operation, ada)
  if (type !== undefined) headers.set('content-type', type)
  return call(method, path, { headers, body })
}

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)),
  )

/** What would change something if it were read. */
const meant = (operation: Operation) =>
  JSON.stringify({ ...exampleOf(operation), username: 'eve', fullName: 'Eve' })

type Sent = [body: Body, type?: string | undefined]

/** Sends bodies that all have to be refused, and tells which were not, or in other words. */
const notRefused = (operation: Operation, bodies: Sent[], ...statuses: number[]) =>
  refused(gatehouse, async () => {
    const found: unknown[] = []
    for (const [body, type] of bodies) {
      const answer = await send(operation, body, type)
      const fault = statuses.includes(answer.status) ? faultOfVoice(operation, answer) : answer
      if (fault !== undefined) found.push([type, String(body).slice(0, 60), fault])
    }
    return found
  })

describe.each(table(readingJson))('the body of %s', (_, operation) => {
  const fields = Object.keys(operation.fields)

  it('is not read when its type is another one, as a page of another site could send it (INP-10, WEB-06)', async () => {
    const types = [
      'text/plain',
      'text/plain; charset=utf-8',
      'text/json',
      'application/jsonx',
      'application/problem+json',
      'application/json, text/html',
      'application/xml',
      '*/*',
      'x',
      undefined,
    ]
    const sent = types.map((type): Sent => [bytes(meant(operation)), type])
    // Express's parsers leave such a body empty; the other APIs say that they do not read it.
    const statuses = operation.voice === 'envelope' ? [400, 401] : [415]
    expect(await notRefused(operation, sent, ...statuses)).toEqual([])
  })

  it('is UTF-8 as a form, too, percent-encoded or not (INP-15)', async () => {
    const wrong = ['%c3%28', '%ff', '%c0%af', '%f0%9f%92', '%ed%a0%80', 'a%80b', '%c3%c3%a9']
    const sent = fields.flatMap((field): Sent[] => [
      ...wrong.map((value): Sent => [`x=1&${field}=${value}`, FORM_MEDIA]),
      [bytes(`${field}=`, [0xc3, 0x28]), FORM_MEDIA],
    ])
    expect(await notRefused(operation, sent, 400)).toEqual([])
  })

  it('has no NUL in the fields of a form (INP-18)', async () => {
    const sent = fields.map((field): Sent => {
      const values = { ...exampleOf(operation), [field]: 'a\0b' } as Record<string, string>
      return [new URLSearchParams(values).toString(), FORM_MEDIA]
    })
    expect(await notRefused(operation, sent, 400)).toEqual([])
  })
})

describe.each(table(readingBodies.filter(({ media }) => media.includes(MULTIPART_MEDIA))))(
  'the multipart form of %s',
  (_, operation) => {
    const type = 'multipart/form-data; boundary=x'
    const part = (name: string, value: number[]): Sent => [
      bytes(`--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`, value, '\r\n--x--\r\n'),
      type,
    ]
    const fields = Object.entries(operation.fields)

    it('has to be well formed (INP-01)', async () => {
      const sent: Sent[] = [
        ['x', type],
        ['--x\r\n', type],
        ['--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb', type],
        ['--x\r\n\r\nno name\r\n--x--\r\n', type],
        ['--y\r\n\r\n--y--\r\n', type],
        ['--x--', 'multipart/form-data'],
        ['--x--', 'multipart/form-data; boundary='],
      ]
      expect(await notRefused(operation, sent, 400)).toEqual([])
    })

    it('has texts in UTF-8 (INP-15)', async () => {
      const texts = fields.filter(([, { format }]) => format !== 'binary')
      const sent = [...texts.map(([name]) => part(name, [0xc3, 0x28])), part('nobody asks', [0xff])]
      expect(await notRefused(operation, sent, 400)).toEqual([])
    })

    it('has a text where a text belongs, and a file where a file belongs (INP-12)', async () => {
      // A text for a cover that may be left out is ignored, as multer ignores it.
      const asked = fields.filter(([name]) => name !== 'CoverImg' || fields.length === 1)
      const sent = asked.map(([name, { format }]): Sent => {
        const values = { ...exampleOf(operation), [name]: format === 'binary' ? 'x' : PICTURE }
        return [formOf(values as Parameters<typeof formOf>[0])]
      })
      expect(await notRefused(operation, sent, 400)).toEqual([])
    })
  },
)

describe.each(table(operations))('%s', (_, operation) => {
  it('answers in JSON whatever it is asked for, but Express has a page for its errors (HDR-14)', async () => {
    const { method, path, headers } = requestOf(operation, ada)
    headers.delete('authorization')
    headers.set('accept', 'text/html,application/xhtml+xml')
    headers.set('accept-language', 'xx-YY, '.repeat(1000))
    const response = await gatehouse.request(path, { method, headers })
    const text = await response.text()
    if (operation.voice === 'envelope' && response.status >= 400) {
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(text).toMatch(/<pre>[^<]+(<br>)?<\/pre>/)
      return
    }
    expect(response.headers.get('content-type')).toMatch(/^application\/(problem\+)?json/)
    expect(() => JSON.parse(text)).not.toThrow()
  })

  it('does not look at what it does not ask for behind the “?” (INP-25)', async () => {
    const { method, path, headers } = requestOf(operation, ada)
    headers.delete('authorization')
    const plain = await refused(gatehouse, () => call(method, path, { headers }))
    for (const query of [
      'a=1&a=2',
      'email[]=x',
      '_method=DELETE',
      '__proto__[x]=1',
      '%ff=%',
      'access_token=x',
    ])
      expect([query, withoutChance(await call(method, `${path}?${query}`, { headers }))]).toEqual([
        query,
        withoutChance(plain),
      ])
  })
})
