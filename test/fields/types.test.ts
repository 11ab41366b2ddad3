import { describe, expect, it } from 'vitest'
import { defineConfig } from '../../src/configuration.ts'
import { Upload } from '../../src/dialects/multipart.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { moreCases } from './more-type-cases.ts'
import { newcomer, sentForm } from './person.ts'
import { cases } from './type-cases.ts'

describe.each(Object.entries({ ...cases, ...moreCases }))('%s', (name, { field, good, bad, never }) => {
  const config = defineConfig({
    fields: { [name]: field },
    apis: { users: false, management: false, express: { at: ['/express'] } },
  })
  const gatehouse = openGatehouse({}, { config })

  it('is what it is by default until it was sent', async () => {
    const person = newcomer()
    const response = await gatehouse.request('/auth/users/', { method: 'POST', json: person })
    const { username, email } = person
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ id: expect.any(String), username, email, [name]: never })
  })

  it.each(good)('takes %j at djoser', async (sent, stored) => {
    const person = newcomer()
    const response = await gatehouse.request('/auth/users/', {
      method: 'POST',
      json: { ...person, [name]: sent },
    })
    expect(await response.json()).toMatchObject({ username: person.username, [name]: stored })
    expect(response.status).toBe(201)
  })

  it.each(bad)('refuses %j at djoser', async (sent, sentence) => {
    const response = await gatehouse.request('/auth/users/', {
      method: 'POST',
      json: { ...newcomer(), [name]: sent },
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ [name]: [sentence] })
  })

  it('refuses a file, and looks at none of its bytes', () => {
    const file = new Upload(new Uint8Array(8))
    const looked: PropertyKey[] = []
    const watched = new Proxy(file.bytes, {
      get: (bytes, part) => {
        looked.push(part)
        return Reflect.get(bytes, part)
      },
      ownKeys: (bytes) => {
        looked.push('its members')
        return Reflect.ownKeys(bytes)
      },
    })
    const read = field.read(Object.assign(file, { bytes: watched }))
    expect(read).toEqual({ faults: [expect.objectContaining({ fault: expect.any(String) })] })
    expect(looked).toEqual([])
  })

  it('is taken and refused at Express', async () => {
    const [wellSent, stored] = good.find(([sent]) => typeof sent === 'string' && sent !== '') ?? ['', '']
    const taken = await sentForm(gatehouse, '/express/register', { ...newcomer(), [name]: wellSent })
    expect(taken.status).toBe(201)
    expect(await taken.json()).toMatchObject({ data: { [name]: name === 'data' ? 5 : stored } })
    const [sent] = bad.find(([each]) => typeof each === 'string' && each.trim() !== '') ?? ['[']
    const refused = await sentForm(gatehouse, '/express/register', { ...newcomer(), [name]: sent })
    expect(refused.status).toBe(400)
    const message = expect.stringMatching(new RegExp(`^${name} (must|is not valid)`))
    expect(await refused.json()).toEqual({
      statusCode: 400,
      data: null,
      message,
      success: false,
      errors: [{ field: name, message }],
    })
  })
})
