import { expect, it } from 'vitest'
import { date, defineConfig, email, integer, text } from '../../src/configuration.ts'
import { documentOf } from '../../src/dialects/documents/document.ts'
import { documentsOf } from '../../src/http/documents.ts'

const config = defineConfig({
  usernames: false,
  fields: {
    email: email({ required: true, write: 'registration' }),
    first_name: text({ required: true }),
    phone: text({ maxLength: 20, required: true }),
    born: date({ null: true, names: { express: 'birthDate' } }),
    score: integer({ min: 0, max: 100, write: 'staff' }),
  },
  apis: { users: false, management: false },
})

type Schema = { properties: Record<string, object>; required: string[] }
type Content = { content: Record<string, { schema: Schema }> }
type Operation = { requestBody: Content; responses: Record<string, Content> }

const { djoser } = documentsOf(config)
if (!djoser) throw new Error('djoser is off')
const paths = documentOf(djoser, '/').paths as unknown as Record<string, Record<string, Operation>>
const json = ({ content }: Content) => content['application/json']?.schema
const operation = (method: string, path: string) => paths[path]?.[method] as Operation

const PHONE = { type: 'string', maxLength: 20, examples: ['Ada'] }
const BORN = { type: ['string', 'null'], format: 'date', examples: ['1990-02-28'] }

it('has the declared fields in a registration, with their types', () => {
  const { properties = {}, required } = json(operation('post', '/auth/users/').requestBody) ?? {}
  expect(properties).toMatchObject({ phone: PHONE, born: BORN })
  expect(Object.keys(properties)).toEqual(['password', 're_password', 'email', 'first_name', 'phone', 'born'])
  expect(required).toEqual(['password', 'email', 'first_name', 'phone'])
})

it('requires in a PUT what is required, and in a PATCH nothing', () => {
  const [put, patch] = ['put', 'patch'].map((each) => json(operation(each, '/auth/users/me/').requestBody))
  expect(put?.required).toEqual(['first_name', 'phone'])
  expect(patch?.required ?? []).toEqual([])
  expect(Object.keys(patch?.properties ?? {})).toEqual(['first_name', 'phone', 'born'])
})

it('has them in answers', () => {
  const { 200: shown } = operation('get', '/auth/users/me/').responses
  expect(Object.keys((shown && json(shown)?.properties) ?? {})).toEqual([
    'email',
    'id',
    'first_name',
    'phone',
    'born',
    'score',
  ])
  const { 201: made } = operation('post', '/auth/users/').responses
  expect(Object.keys((made && json(made)?.properties) ?? {})).toEqual([
    'email',
    'id',
    'first_name',
    'phone',
    'born',
  ])
})
