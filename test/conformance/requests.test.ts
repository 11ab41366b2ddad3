import { describe, expect, it } from 'vitest'
import { makeRequest } from './requests.ts'
import type { RequestSpec } from './scenario.ts'
import { newVariables } from './variables.ts'

const origin = 'http://localhost:8787'
const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47])
const scope = { variables: newVariables(origin), now: 0 }

describe('a request', () => {
  const make = (request: Partial<RequestSpec>) =>
    makeRequest({ method: 'POST', path: '/', ...request }, origin, scope)

  it('has the type and the length of its body', async () => {
    const json = await make({ json: { a: 'é' } })
    expect(Object.fromEntries(json.headers)).toEqual({
      accept: 'application/json',
      'content-type': 'application/json',
      'content-length': '10',
    })
    expect((await make({ raw: 'x', headers: {} })).headers.has('content-type')).toBe(false)
    expect((await make({})).headers.get('content-length')).toBe('0')
    expect(await (await make({ raw_base64: 'iVBORw==' })).bytes()).toEqual(picture)
  })

  it('can be a form', async () => {
    const form = await (await make({ form: { a: '1 &', b: 2 } })).formData()
    expect([...form]).toEqual([
      ['a', '1 &'],
      ['b', '2'],
    ])
  })

  it('can be a multipart form with files', async () => {
    const file = { filename: 'p.png', content_type: 'image/png', base64: 'iVBORw==' }
    const form = await (await make({ multipart: { fields: { a: 'é' }, files: { image: file } } })).formData()
    const image = form.get('image') as File
    expect([form.get('a'), image.name, image.type]).toEqual(['é', 'p.png', 'image/png'])
    expect(await image.bytes()).toEqual(picture)
  })
})
