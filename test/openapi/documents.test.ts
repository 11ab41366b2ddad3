import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { PROBLEM_KINDS } from '../../src/dialects/account-voice.ts'
import { documentOf } from '../../src/dialects/documents/document.ts'
import { operationsOf, writtenPath } from '../../src/dialects/documents/operations.ts'
import { tags } from '../../src/dialects/documents/tags.ts'
import { Upload } from '../../src/dialects/multipart.ts'
import { documents } from '../support/standard-documents.ts'

type Schema = {
  $ref?: string
  type?: string
  items?: Schema
  properties?: Record<string, Schema>
  examples?: unknown[]
  format?: string
}
type Content = Record<string, { schema: Schema; example?: unknown }>
type Operation = {
  summary: string
  description: string
  tags: string[]
  requestBody?: { content: Content }
  responses: Record<string, { content?: Content; headers?: Record<string, object> }>
}
type Route = { path: string; method: string; handler: object }

const SERVER = 'https://gatehouse.example'

describe.each(Object.entries(documents))('the document of %s', (name, title) => {
  const document = documentOf(title, SERVER)
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  )
  const routes = title.mounts.flatMap(({ base, app }) =>
    (app.routes as Route[]).map((route) => ({
      ...route,
      api: `${route.method} ${writtenPath(title, base + route.path)}`,
    })),
  )

  it('is valid, and a linter finds nothing to better', async () => {
    const config = await createConfig({
      extends: ['recommended-strict'],
      // Django's paths end in a slash; the seeds write them so.
      rules: { 'no-path-trailing-slash': title.slash ? 'off' : 'error' },
    })
    const problems = await lintFromString({ source: JSON.stringify(document), config })
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([])
  })

  it('is the document that was reviewed (FRM-01)', async () => {
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(`./${name}.json.snap`)
  })

  it('calls each operation what a person would', () => {
    const names = Object.values(document.paths ?? {}).flatMap((methods) =>
      Object.values(methods as Record<string, { operationId: string }>).map(({ operationId }) => operationId),
    )
    expect(names.filter((name) => !/^[a-z]+([A-Z][a-z]+)*$/.test(name))).toEqual([])
    expect(names).toEqual([...new Set(names)])
  })

  it('tells the operations apart, and groups them', () => {
    const summaries = operations.map(([, { summary }]) => summary)
    expect(summaries.filter((each, at) => summaries.indexOf(each) !== at)).toEqual([])
    const used = new Set(operations.flatMap(([, operation]) => operation.tags))
    expect(document.tags?.map((tag) => tag.name)).toEqual(Object.keys(tags).filter((tag) => used.has(tag)))
  })

  it('says in sentences what each operation does and refuses', () => {
    const texts = Object.values(title.operations).flatMap((each) => (each ? [each.does, each.refuses] : []))
    expect(texts.filter((text) => !/^[A-Z].*\.$/.test(text) || text.length < 20)).toEqual([])
  })

  it('says what each operation costs in round trips', () => {
    expect(operations.filter(([, { description }]) => !/\n\nRound trips to D1/.test(description))).toEqual([])
  })

  it('has a name for the shape of every answer', () => {
    const unnamed = operations.flatMap(([api, { responses }]) =>
      Object.entries(responses).flatMap(([status, { content = {} }]) =>
        Object.values(content)
          .filter(({ schema }) => !isNamed(schema))
          .map(() => `${api} ${status}`),
      ),
    )
    expect(unnamed).toEqual([])
  })

  it('has an example of every body, which its own shape takes', () => {
    const faults = operations.flatMap(([api, { requestBody, responses }]) =>
      [requestBody?.content ?? {}, ...Object.values(responses).map(({ content = {} }) => content)]
        .flatMap((content) => Object.entries(content))
        .flatMap(([media, { schema, example }]) => {
          const issues =
            example === undefined
              ? 'no example'
              : shapeIn(schema, document.components?.schemas).safeParse(example).error?.issues
          return issues ? [{ api, media, example, issues }] : []
        }),
    )
    expect(faults).toEqual([])
  })

  it('declares for every operation that a part may be away, and when to come again', () => {
    const lacking = operations.filter(
      ([, { responses }]) => !responses[503]?.content || !responses[503].headers?.['Retry-After'],
    )
    expect(lacking.map(([api]) => api)).toEqual([])
  })

  it('has a table with exactly the routes of its dialects', () => {
    expect(Object.keys(title.operations).sort()).toEqual([...new Set(routes.map(({ api }) => api))].sort())
  })

  it('describes every API of its dialects, and its second names', () => {
    const apis = new Set<string>(operations.map(([api]) => api))
    // No document has those that are there to refuse, or that are another method of one.
    const described = routes.map(({ api }) => api).filter((api) => title.operations[api] !== null)
    expect(described.filter((api) => !apis.has(api))).toEqual([])
    const others = Object.keys(title.secondNames ?? {})
    expect(others.filter((other) => ![...apis].some((api) => api.endsWith(`/${other}`)))).toEqual([])
  })

  it('shows an example for every field of every body, and the APIs take it', () => {
    const problems = operations.flatMap(([api, { requestBody }]) =>
      Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => {
        const fields = Object.entries(schema.properties ?? {})
        const example = Object.fromEntries(fields.map(([field, of]) => [field, exampleOf(of)]))
        const shape = routes.map((route) => (route.api === api ? shapeOf(route) : undefined)).find(Boolean)
        const refused = shape?.safeParse(example).error?.issues ?? []
        return [
          ...fields.filter(([, of]) => exampleOf(of) === undefined).map(([field]) => `${api} lacks ${field}`),
          ...refused.map(({ path, message }) => `${api} refuses ${path.join('.')}: ${message}`),
        ]
      }),
    )
    expect([...new Set(problems)]).toEqual([])
  })
})

const isNamed = ({ $ref, type, items }: Schema): boolean =>
  $ref !== undefined || (type === 'array' && items?.$ref !== undefined)

const shapeIn = (schema: Schema, schemas: object = {}) =>
  z.fromJSONSchema(
    JSON.parse(JSON.stringify({ ...schema, $defs: schemas }).replaceAll('#/components/schemas/', '#/$defs/')),
  )

const exampleOf = ({ format, examples }: Schema) =>
  format === 'binary' ? new Upload(new Uint8Array()) : examples?.[0]

/** The shape that validates at an API: what its middleware says about itself, as the documents read it. */
function shapeOf({ handler }: Route): z.ZodType | undefined {
  const said = Object.getOwnPropertySymbols(handler).map(
    (name) => (handler as Record<symbol, { body?: { shape: z.ZodType } } | undefined>)[name],
  )
  return said.find((description) => description?.body)?.body?.shape
}

it('names the kinds of problems, and none that no answer has', async () => {
  const { default: voice } = await import('../../src/dialects/account-voice.ts?raw')
  expect(PROBLEM_KINDS.filter((kind) => voice.split(`'${kind}'`).length < 3)).toEqual([])
})

it('refuses a route that the table lacks', () => {
  const { profile } = documents
  if (!profile) throw new Error('no document of profile')
  const { 'POST /api/login/': _, ...operations } = profile.operations
  expect(() => operationsOf({ ...profile, operations })).toThrow('POST /api/login/ is not documented')
})
