import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import type { IdKind } from '../../ports/config.ts'
import { type Api, isResponse, type Response } from './api.ts'
import { descriptionOf } from './descriptions.ts'
import { headers } from './headers.ts'
import { addSamples, withExamples } from './operation-examples.ts'
import { type Operation, operationsOf } from './operations.ts'
import { tags } from './tags.ts'
import { AccountId } from './texts.ts'

/** An operation at one of its paths. */
type Placed = { operation: Operation; path: string; id: string }

/**
 * The OpenAPI 3.1 document of an API, made from the shapes that validate and the table of its operations. The build makes
 * it (cli/build/built-files.ts): nothing in this folder is part of the Worker. Throws for a body that has no
 * example.
 */
export function documentOf(api: Api, server: string) {
  const placed = placesOf(api)
  const paths: ZodOpenApiPathsObject = {}
  for (const place of placed) {
    const { path, operation } = place
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(api, place) }
  }
  const document = createDocument(
    {
      openapi: '3.1.0' as const,
      info: {
        title: api.title,
        version: '1.0.0',
        description: api.description,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: server }],
      tags: Object.entries(tags)
        .filter(([name]) => placed.some(({ operation }) => operation.tag === name))
        .map(([name, description]) => ({ name, description })),
      components: { securitySchemes: { ...api.security, ...api.serviceSecurity } },
      paths,
    },
    {
      override: ({ zodSchema, jsonSchema }) => {
        withoutPattern(jsonSchema)
        if (isId(zodSchema)) writeId(api.ids, jsonSchema)
      },
    },
  )
  for (const { operation, path } of placed) withExamples(document, api, operation, path)
  addSamples(document, api, placed)
  return document
}

/** A pattern that repeats what a format says makes a document hard to read. */
const withoutPattern = (jsonSchema: { format?: unknown; pattern?: unknown }) => {
  if (jsonSchema.format) delete jsonSchema.pattern
}

/** Ids as they are in an API that has no UUIDs. */
const OTHER_IDS = {
  integer: { type: 'integer', minimum: 1, examples: [42] },
  objectid: { type: 'string', pattern: '^[0-9a-f]{24}$', examples: ['6a0f2c80e1b7d94f3c5a8e21'] },
} as const

const isId = (shape: unknown) => shape === AccountId

function writeId(ids: IdKind, jsonSchema: { format?: string }) {
  if (ids === 'uuid') return
  delete jsonSchema.format
  Object.assign(jsonSchema, OTHER_IDS[ids])
}

/** Where an id has the form neither of an account's nor of a UUID. */
const OTHERS = /\/(emails|passkeys|trusted-clients)\/\{id\}/

/** The shape of a parameter of a path. */
function parameterOf(ids: IdKind, name: string, path: string) {
  if (name !== 'id' || OTHERS.test(path)) return { type: 'string' as const }
  if (ids === 'uuid') return { type: 'string' as const, format: 'uuid' }
  const { examples, ...schema } = OTHER_IDS[ids]
  return schema
}

/** The responses of an operation, with what every operation of its API may be refused with. */
function responsesOf(api: Api, { responses, needsLogin, needsSecret, query, body }: Operation) {
  const may = (status: string) => {
    if (status === UNAVAILABLE) return true
    if (ABOUT_LOGIN.includes(status)) return needsLogin || needsSecret
    return ABOUT_BODIES.includes(status) ? body !== undefined : (body ?? query) !== undefined
  }
  const refusals = Object.entries(api.refusals).filter(([status]) => !(status in responses) && may(status))
  return [...Object.entries(responses), ...refusals].map(
    ([status, given]) => [status, isResponse(given) ? given : ({ shape: given } satisfies Response)] as const,
  )
}

function describe(api: Api, { operation, path, id }: Placed): ZodOpenApiOperationObject {
  const { method, tag, needsLogin, needsSecret, query, body } = operation
  const isFirst = path === operation.paths[0]
  const description = descriptionOf(operation, operation.key)
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    in: 'path' as const,
    name,
    required: true,
    schema: parameterOf(api.ids, name, path),
  }))
  return {
    operationId: id,
    tags: [tag],
    summary: isFirst ? operation.summary : `${operation.summary}, at ${lastPartOf(path)}`,
    description: isFirst ? description : `A second name of \`${operation.paths[0]}\`.\n\n${description}`,
    ...(!isFirst && { 'x-second-name-of': operation.name }),
    security: Object.keys((needsSecret ? api.serviceSecurity : needsLogin && api.security) || {}).map(
      (name) => ({ [name]: [] }),
    ),
    ...(parameters.length > 0 && { parameters }),
    ...(query && { requestParams: { query } }),
    ...(body && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          body.media.map((media) => [media, { schema: (method === 'PUT' && body.whole) || body.shape }]),
        ),
      },
    }),
    responses: Object.fromEntries(
      responsesOf(api, operation).map(([status, { shape, ...more }]) => [
        status,
        {
          description: STATUS[status] ?? 'Refused',
          ...headersOf(api, status, more),
          ...(shape && { content: { [more.media ?? mediaOf(api, status)]: { schema: shape } } }),
        },
      ]),
    ),
  }
}

function headersOf(api: Api, status: string, { headers: own = [] }: Pick<Response, 'headers'>) {
  const names = [...(api.headers[status] ?? []), ...own]
  if (names.length === 0) return {}
  return {
    headers: Object.fromEntries(
      names.map((name) => {
        const { description, type, example } = headers[name]
        return [name, { description, schema: { type, examples: [example] } }]
      }),
    ),
  }
}

const mediaOf = ({ refusalMedia }: Api, status: string) =>
  (Number(status) >= 400 && refusalMedia) || 'application/json'

const UNAVAILABLE = '503'

/** Refusals of operations that need a login only. The others are about what was sent. */
const ABOUT_LOGIN = ['401', '403']

/** Refusals of operations that read a body only: among these is every public change and every check of a password. */
const ABOUT_BODIES = ['408', '413', '415', '429']

const STATUS: Record<string, string> = {
  200: 'Done',
  201: 'Made',
  202: 'On its way; no body',
  204: 'Done; no body',
  400: 'Something in the request is wrong',
  401: 'Not signed in, or the credentials are wrong',
  403: 'Not allowed',
  404: 'Not found',
  409: 'It does not go with what is there: taken by somebody, there already, or not there',
  408: 'Too slow',
  413: 'Too large',
  415: 'A media type that is not read here',
  429: 'Too often',
  503: 'A part is away; nothing was changed',
}

/**
 * Every operation at every path. At a second name of a path, and where an API is mounted twice, its id says which:
 * `getUserAtCurrentUser`.
 */
function placesOf(api: Api): Placed[] {
  const taken = new Set<string>()
  return operationsOf(api).flatMap((operation) =>
    operation.paths.map((path) => {
      const isSecondName = path !== operation.paths[0]
      const ids = [operation.name, `${operation.name}At${pascal(isSecondName ? lastPartOf(path) : path)}`]
      const id = ids.find((each) => !taken.has(each)) ?? `${operation.name}At${pascal(path)}`
      taken.add(id)
      return { operation, path, id }
    }),
  )
}

const lastPartOf = (path: string) => path.split('/').filter(Boolean).at(-1) ?? ''

const pascal = (text: string) =>
  [...text.matchAll(/[a-z\d]+/gi)].map(([word]) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
