import type { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { type Description, descriptionOf, type Title } from './doc.ts'

/**
 * The OpenAPI 3.1 document of a dialect, made from the shapes that validate. The build makes it (cli/built-files.ts):
 * what turns shapes into JSON Schema is as large as what validates them, and does not come into the Worker.
 */
export function documentOf(title: Title, server: string) {
  const paths: ZodOpenApiPathsObject = {}
  for (const { base, app } of title.mounts) {
    for (const [path, methods] of operationsOf(app)) {
      for (const name of [path, ...secondNamesOf(title, path)]) {
        const address = `${base}${name}`.replace(/\/$/, '').replace(/:(\w+)(\{.*\})?/g, '{$1}')
        const operations = [...methods].map(([method, description]) => [
          method.toLowerCase(),
          operation(method, address, description, title),
        ])
        const written = title.slash ? `${address}/` : address
        paths[written] = { ...paths[written], ...Object.fromEntries(operations) }
      }
    }
  }
  const document = {
    openapi: '3.1.0' as const,
    info: {
      title: title.title,
      version: '1.0.0',
      description: title.description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: server }],
    components: { securitySchemes: title.security },
    paths,
  }
  return createDocument(document, { override: withoutPattern })
}

/** Where a format says what a text is, a pattern that repeats it is hard to read. */
const withoutPattern = ({ jsonSchema }: { jsonSchema: { format?: unknown; pattern?: unknown } }) => {
  if (jsonSchema.format) delete jsonSchema.pattern
}

const secondNamesOf = ({ secondNames = {} }: Title, path: string) =>
  Object.entries(secondNames).flatMap(([second, first]) => (path === `/${first}` ? [`/${second}`] : []))

function operation(
  method: string,
  address: string,
  description: Description,
  title: Title,
): ZodOpenApiOperationObject {
  const { summary = '', answers = {}, needsLogin, query, body } = description
  const may = (status: string) => {
    if (ABOUT_LOGIN.includes(status)) return needsLogin
    return ABOUT_BODIES.includes(status) ? body !== undefined : (body ?? query) !== undefined
  }
  const refusals = Object.entries(title.refusals).filter(([status]) => !(status in answers) && may(status))
  const parameters = [...address.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    in: 'path' as const,
    name,
    required: true,
    schema: { type: 'string' as const, ...(name === 'id' && { format: 'uuid' }) },
  }))
  return {
    operationId: operationId(method, address),
    summary,
    security: needsLogin ? Object.keys(title.security).map((name) => ({ [name]: [] })) : [],
    ...(parameters.length > 0 && { parameters }),
    ...(query && { requestParams: { query } }),
    ...(body && {
      requestBody: {
        required: true,
        content: Object.fromEntries(body.media.map((media) => [media, { schema: body.shape }])),
      },
    }),
    responses: Object.fromEntries(
      [...Object.entries(answers), ...refusals].map(([status, shape]) => [
        status,
        {
          description: STATUS[status] ?? 'Refused',
          ...(shape && {
            content: { [mediaOf(title, shape)]: { schema: shape, ...exampleOf(title, status, shape) } },
          }),
        },
      ]),
    ),
  }
}

const isRefusal = ({ refusals }: Title, shape: z.ZodType) => Object.values(refusals).includes(shape)

const mediaOf = (title: Title, shape: z.ZodType) =>
  (isRefusal(title, shape) && title.refusalMedia) || 'application/json'

/** The shape of a refusal serves several statuses, and each has an example of its own. */
function exampleOf(title: Title, status: string, shape: z.ZodType) {
  const example = title.examples[Number(status)]
  return example !== undefined && isRefusal(title, shape) ? { example } : {}
}

/** What only APIs that ask for a login refuse with. The other refusals are about what was sent. */
const ABOUT_LOGIN = ['401', '403']

/** What only APIs that read a body refuse with: those too that change something for anybody, or ask for the password. */
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

const operationId = (method: string, address: string) =>
  [
    method.toLowerCase(),
    ...address
      .split(/[^A-Za-z0-9-]+/)
      .filter(Boolean)
      .map(capital),
  ].join('')

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** The APIs of a dialect in the order they are written: path, method, what its handlers say together. */
function operationsOf(app: Title['mounts'][number]['app']): Map<string, Map<string, Description>> {
  const operations = new Map<string, Map<string, Description>>()
  for (const { path, method, handler } of app.routes) {
    const methods = operations.get(path) ?? new Map<string, Description>()
    operations.set(path, methods)
    methods.set(method, { ...methods.get(method), ...descriptionOf(handler) })
  }
  return operations
}
