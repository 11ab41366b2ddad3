import { describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { NO_TEXT, REQUIRED } from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get, post } = callerOf(gatehouse)

const JSON_TYPE = { 'content-type': 'application/json' }
const person = (username: string) => ({ username, password: PASSWORD, email: `${username}@example.com` })

function multipart(fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}

describe('bodies under /api/', () => {
  it.each([
    ['a form', (fields: Record<string, string>) => new URLSearchParams(fields)],
    ['multipart', multipart],
  ])('may be %s at every API', async (kind, encode) => {
    const username = `by-${kind.replace(' ', '-')}`
    expect(await call('POST', '/api/register/', { body: encode(person(username)) })).toEqual({
      status: 201,
      body: { message: 'User registered successfully' },
    })
    const login = await call('POST', '/api/login/', { body: encode({ username, password: PASSWORD }) })
    expect(login).toEqual({
      status: 200,
      body: { token: expect.any(String), user_id: expect.any(String) },
    })

    const { token } = login.body as { token: string }
    const change = { first_name: 'Äda +&=', email: '' }
    expect(await call('PUT', '/api/profile/', { token, body: encode(change) })).toEqual({
      status: 200,
      body: { first_name: 'Äda +&=', last_name: '', email: '', username, image: null },
    })
    const passwords = { old_password: PASSWORD, new_password: 'Zx4-harbour-Lantern' }
    expect(await call('PUT', '/api/change_password/', { token, body: encode(passwords) })).toEqual({
      status: 200,
      body: { message: 'Password updated successfully.' },
    })
    expect(await call('POST', '/api/logout/', { token, body: encode({}) })).toEqual({
      status: 200,
      body: { message: 'Logged out successfully' },
    })
  })

  it('count a number for its digits, all of them (INP-14)', async () => {
    const { token } = await signUp(gatehouse)
    const body = '{"first_name": 1.0, "username": 12345678901234567890123, "last_name": -0, "email": ""}'
    expect((await call('PUT', '/api/profile/', { token, body, headers: JSON_TYPE })).body).toEqual({
      first_name: '1.0',
      last_name: '0',
      email: '',
      username: '12345678901234567890123',
      image: null,
    })
  })

  it.each([
    ['1e21', '1e+21'],
    ['1e16', '1e+16'],
    ['123456789012345680.0', '1.2345678901234568e+17'],
    ['1234567890123456.0', '1234567890123456.0'],
    ['1e5', '100000.0'],
    ['0.0001', '0.0001'],
    ['0.00001', '1e-05'],
    ['-0.0000125', '-1.25e-05'],
    ['1.5e-100', '1.5e-100'],
    ['-0.0', '-0.0'],
    ['0e5', '0.0'],
    ['1.50', '1.5'],
    ['-17', '-17'],
  ])('count %s for %s, as Python writes it (INP-14)', async (written, text) => {
    const { token } = await signUp(gatehouse)
    const body = `{"first_name": ${written}}`
    expect((await call('PATCH', '/api/profile/', { token, body, headers: JSON_TYPE })).body).toMatchObject({
      first_name: text,
    })
  })

  it('count the last of two equal fields of a form', async () => {
    const { token } = await signUp(gatehouse)
    const body = new URLSearchParams('first_name=one&first_name=two&last_name=')
    expect((await call('PUT', '/api/profile/', { token, body })).body).toMatchObject({
      first_name: 'two',
      last_name: '',
    })
  })

  it('may have a thousand fields as a form, and not one more', async () => {
    const { token } = await signUp(gatehouse)
    const send = (count: number) =>
      call('PATCH', '/api/profile/', {
        token,
        body: new URLSearchParams(`first_name=a${'&x=1'.repeat(count - 1)}`),
      })
    expect((await send(1000)).status).toBe(200)
    expect((await send(1001)).status).toBe(413)
  })

  it('are empty objects when they are empty, whatever their type', async () => {
    const headers = { 'content-type': 'application/xml' }
    expect(await refused(gatehouse, () => call('POST', '/api/register/', { headers }))).toEqual({
      status: 400,
      body: { username: REQUIRED, password: REQUIRED, email: REQUIRED },
    })
  })

  it('may hold what nobody asks for, also names that JavaScript gives a meaning (INP-20)', async () => {
    const body = `{"__proto__": {"username": "a"}, "constructor": 1, "toString": null, "username": "b"}`
    expect(await refused(gatehouse, () => call('POST', '/api/login/', { body, headers: JSON_TYPE }))).toEqual(
      {
        status: 400,
        body: { password: REQUIRED },
      },
    )
  })

  const noObject = (type: string) => ({
    non_field_errors: [`Invalid data. Expected a dictionary, but got ${type}.`],
  })
  const unreadable = (what: string) => ({ detail: `${what} parse error - the body is not well formed` })
  it.each<[string, string, string, unknown]>([
    ['null', 'application/json', 'null', { non_field_errors: ['No data provided'] }],
    ['a list', 'application/json', '[]', noObject('list')],
    ['a text', 'application/json', '"a"', noObject('str')],
    ['a whole number', 'application/json', '5', noObject('int')],
    ['a broken number', 'application/json', '1.5', noObject('float')],
    ['a truth value', 'application/json', 'true', noObject('bool')],
    ['only blanks', 'application/json', '  ', unreadable('JSON')],
    ['half an object', 'application/json; charset=utf-8', '{"username": "e"', unreadable('JSON')],
    ['a byte order mark', 'application/json', '\ufeff{}', unreadable('JSON')],
    ['what JSON has not', 'Application/JSON', '{"username": Infinity}', unreadable('JSON')],
    ['multipart without a boundary', 'multipart/form-data', '--x\r\n', unreadable('Multipart form')],
    ['half of a multipart form', 'multipart/form-data; boundary=x', '--x\r\n', unreadable('Multipart form')],
  ])('are refused when they are %s (INP-01, INP-02, INP-16)', async (_, type, text, body) => {
    const init = { body: new TextEncoder().encode(text), headers: { 'content-type': type } }
    expect(await refused(gatehouse, () => call('POST', '/api/register/', init))).toEqual({
      status: 400,
      body,
    })
  })

  it.each(['text/json', 'application/x-json', ''])('are not read as "%s" (INP-10)', async (type) => {
    const init = { body: new TextEncoder().encode('{}'), ...(type && { headers: { 'content-type': type } }) }
    expect(await refused(gatehouse, () => call('POST', '/api/login/', init))).toEqual({
      status: 415,
      body: { detail: `Unsupported media type "${type}" in request.` },
    })
  })

  it('hold no file where a text belongs (INP-12)', async () => {
    const body = multipart({ password: PASSWORD, email: 'eve@example.com' })
    body.append('username', new File(['eve'], 'eve.txt'))
    expect(await refused(gatehouse, () => call('POST', '/api/register/', { body }))).toEqual({
      status: 400,
      body: { username: NO_TEXT },
    })
  })

  it.each([
    ['POST', '/api/register/', 'PICTURE_JSON_BODY_BYTES', 'JSON'],
    ['POST', '/api/register/', 'MULTIPART_BODY_BYTES', 'multipart'],
    ['POST', '/api/login/', 'JSON_BODY_BYTES', 'JSON'],
    ['POST', '/api/login/', 'JSON_BODY_BYTES', 'multipart'],
    ['PUT', '/api/profile/', 'PICTURE_JSON_BODY_BYTES', 'JSON'],
    ['PUT', '/api/change_password/', 'JSON_BODY_BYTES', 'JSON'],
  ])('%s %s are no longer than %s allows in %s (INP-06)', async (method, path, setting, kind) => {
    const small = openGatehouse({ [setting]: '500' })
    const { token } = await signUp(small, 'p')
    const fields = { ...person('eve'), first_name: 'e'.repeat(500), old_password: 'x', new_password: 'x' }
    const init = kind === 'JSON' ? { json: fields } : { body: multipart(fields) }
    expect(await refused(small, () => callerOf(small).call(method, path, { ...init, token }))).toEqual({
      status: 413,
      body: { detail: 'The request body is too large.' },
    })
    expect((await get('/api/profile/', token)).status).toBe(200)
    expect((await post('/api/login/', { username: 'eve', password: PASSWORD })).status).toBe(401)
  })
})
