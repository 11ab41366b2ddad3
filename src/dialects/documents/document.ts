import type { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import type { IdKind } from '../../ports/config.ts'
import type { Api } from './api.ts'
import { type Operation, operationsOf } from './operations.ts'
import { AccountId } from './texts.ts'

/**
 * The OpenAPI 3.1 document of an API, made from the shapes that validate and the table of its operations. The build makes
 * it (cli/tools/build/built-files.ts): nothing in this folder is part of the Worker.
 */
export function documentOf(api: Api, server: string) {
  const paths: ZodOpenApiPathsObject = {}
  const nameOf = openNames()
  for (const operation of operationsOf(api)) {
    for (const path of operation.paths) {
      paths[path] = {
        ...paths[path],
        [operation.method.toLowerCase()]: {
          operationId: nameOf(operation),
          ...describe(api, operation, path),
        },
      }
    }
  }
  const document = {
    openapi: '3.1.0' as const,
    info: {
      title: api.title,
      version: '1.0.0',
      description: api.description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: server }],
    components: { securitySchemes: { ...api.security, ...api.serviceSecurity } },
    paths,
  }
  return createDocument(document, {
    override: ({ zodSchema, jsonSchema }) => {
      withoutPattern(jsonSchema)
      if (isId(zodSchema)) writeId(api.ids, jsonSchema)
    },
  })
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

/** The shape of a parameter of a path. */
function parameterOf(ids: IdKind, name: string) {
  if (name !== 'id') return { type: 'string' as const }
  if (ids === 'uuid') return { type: 'string' as const, format: 'uuid' }
  const { examples, ...schema } = OTHER_IDS[ids]
  return schema
}

function describe(api: Api, operation: Operation, path: string): ZodOpenApiOperationObject {
  const { method, summary, responses, needsLogin, needsSecret, query, body } = operation
  const may = (status: string) => {
    if (ABOUT_LOGIN.includes(status)) return needsLogin || needsSecret
    return ABOUT_BODIES.includes(status) ? body !== undefined : (body ?? query) !== undefined
  }
  const refusals = Object.entries(api.refusals).filter(([status]) => !(status in responses) && may(status))
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    in: 'path' as const,
    name,
    required: true,
    schema: parameterOf(api.ids, name),
  }))
  return {
    summary,
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
      [...Object.entries(responses), ...refusals].map(([status, shape]) => [
        status,
        {
          description: STATUS[status] ?? 'Refused',
          ...(shape && {
            content: { [mediaOf(api, shape)]: { schema: shape, ...exampleOf(api, status, shape) } },
          }),
        },
      ]),
    ),
  }
}

const isRefusal = ({ refusals }: Api, shape: z.ZodType) => Object.values(refusals).includes(shape)

const mediaOf = (api: Api, shape: z.ZodType) =>
  (isRefusal(api, shape) && api.refusalMedia) || 'application/json'

/** The shape of a refusal serves several statuses, and each has its own example. */
function exampleOf(api: Api, status: string, shape: z.ZodType) {
  const example = api.examples[Number(status)]
  return example !== undefined && isRefusal(api, shape) ? { example } : {}
}

/** Refusals of operations that need a login only. The others are about what was sent. */
const ABOUT_LOGIN = ['401', '403']

/** Refusals of operations that read a body only: among these is every public change and every check of a password. */
const ABOUT_BODIES = ['408', '413', '415', '429']

const STATUS: Record<string, string> = {
  200: 'Done',
  201: 'Made',
  204: 'Done; no body',
  400: 'Something in the request is wrong',
  401: 'Not signed in, or the credentials are wrong',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Taken by somebody',
  408: 'Too slow',
  413: 'Too large',
  415: 'A media type that is not read here',
  429: 'Too often: Retry-After says when to come again',
}

/** A path with a second name, and an API at a second path, have the name of the operation and a number. */
function openNames() {
  const counts = new Map<string, number>()
  return ({ name }: Operation): string => {
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return count === 1 ? name : `${name}${count}`
  }
}
