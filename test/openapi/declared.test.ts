import { expect, it } from 'vitest'
import { date, defineConfig, email, integer, text } from '../../src/configuration.ts'
import { documentOf } from '../../src/dialects/documents/document.ts'
import { documentsOf } from '../../src/http/documents.ts'
import { type Document, jsonOf, type Operation } from './schemas.ts'

const config = defineConfig({
  usernames: false,
  fields: {
    email: email({ required: true, write: 'registration' }),
    first_name: text({ required: true, minLength: 2, pattern: /^A/ }),
    phone: text({ maxLength: 20, required: true }),
    born: date({ null: true, names: { express: 'birthDate' } }),
    score: integer({ min: 0, max: 100, write: 'staff' }),
  },
  apis: { users: false, management: false },
})

const { djoser } = documentsOf(config)
if (!djoser) throw new Error('djoser is off')
const document = documentOf(djoser, '/') as unknown as Document
const json = (body: Operation['requestBody']) => jsonOf(document, body)
const operation = (method: string, path: string) => document.paths[path]?.[method] as Operation

const PHONE = { type: 'string', maxLength: 20, examples: ['Ada'] }
const FIRST_NAME = { type: 'string', maxLength: 150, minLength: 2, pattern: '^A', examples: ['Ada'] }
const BORN = { type: ['string', 'null'], format: 'date', examples: ['1990-02-28'] }

it('has the declared fields in a registration, with their types', () => {
  const { properties = {}, required } = json(operation('post', '/auth/users/').requestBody) ?? {}
  expect(properties).toMatchObject({ first_name: FIRST_NAME, phone: PHONE, born: BORN })
  expect(Object.keys(properties)).toEqual(['email', 'first_name', 'phone', 'born', 'password', 're_password'])
  expect(required).toEqual(['email', 'first_name', 'phone', 'password'])
})

it('requires in a PUT what is required, and in a PATCH nothing', () => {
  const [put, patch] = ['put', 'patch'].map((each) => json(operation(each, '/auth/users/me/').requestBody))
  expect(put?.required).toEqual(['first_name', 'phone'])
  expect(patch?.required ?? []).toEqual([])
  for (const each of [put, patch]) expect(each?.properties).toMatchObject({ first_name: FIRST_NAME })
  expect(Object.keys(patch?.properties ?? {})).toEqual(['first_name', 'phone', 'born'])
})

it('has them in answers', () => {
  const { 200: shown } = operation('get', '/auth/users/me/').responses
  expect(Object.keys(json(shown)?.properties ?? {})).toEqual([
    'email',
    'id',
    'first_name',
    'phone',
    'born',
    'score',
  ])
  const { 201: made } = operation('post', '/auth/users/').responses
  expect(Object.keys(json(made)?.properties ?? {})).toEqual(['email', 'id', 'first_name', 'phone', 'born'])
})
