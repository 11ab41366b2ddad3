import { describe, expect, it } from 'vitest'
import { documentOf } from '../../src/dialects/documents/document.ts'
import { documentsOf } from '../../src/http/documents.ts'
import { defineConfig, type IdKind } from '../../src/ports/config.ts'
import { type Document, jsonOf } from './schemas.ts'

const documentIn = (ids: IdKind, name: string) =>
  documentOf(documentsOf(defineConfig({ ids }))[name] as never, '/') as unknown as Document

const bodyOf = (document: Document, path: string, status: number) =>
  jsonOf(document, document.paths[path]?.post?.responses[status])?.properties

describe.each([
  ['integer', { type: 'integer', minimum: 1 }, 42],
  ['objectid', { type: 'string', pattern: '^[0-9a-f]{24}$' }, '6a0f2c80e1b7d94f3c5a8e21'],
] as const)('an API document where ids are %s', (ids, schema, example) => {
  const shown = { ...schema, examples: [example] }

  it('has them in the paths and the answers of djoser, users and management', () => {
    for (const [name, path, status] of [
      ['djoser', '/auth/users/', 201],
      ['users', '/api/v1/users/', 201],
      ['management', '/api/v1/users/', 201],
    ] as const) {
      const document = documentIn(ids, name)
      expect(bodyOf(document, path, status)?.id).toEqual(shown)
      expect(document.paths[`${path}{id}/`]?.get?.parameters).toEqual([
        { in: 'path', name: 'id', required: true, schema },
      ])
    }
  })

  it('has them in the answers of the profile API and of Express', () => {
    expect(bodyOf(documentIn(ids, 'profile'), '/api/login/', 200)?.user_id).toEqual(shown)
    expect(documentIn(ids, 'express').components.schemas.User?.properties?._id).toEqual(shown)
  })

  it('has UUIDs in the account API all the same', () => {
    const { components } = documentIn(ids, 'account')
    expect(components.schemas.User?.properties?.id).toMatchObject({ type: 'string', format: 'uuid' })
  })
})

it('says of an id in a path what that of a response is', () => {
  const { paths } = documentIn('uuid', 'account')
  const formatOf = (path: string) => {
    const [{ parameters = [] } = {}] = Object.values(paths[path] ?? {})
    return (parameters[0] as { schema: { format?: string } }).schema.format
  }
  for (const path of ['sessions', 'admin/users', 'admin/jobs', 'admin/webhooks'])
    expect(formatOf(`/account/${path}/{id}`)).toBe('uuid')
  for (const path of ['passkeys', 'trusted-clients', 'admin/emails'])
    expect(formatOf(`/account/${path}/{id}`)).toBeUndefined()
})

it('says of every refusal of the account API that it is problem details', () => {
  const refusals = Object.values(documentIn('uuid', 'account').paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ responses }) => Object.entries(responses))
    .filter(([status, { content }]) => Number(status) >= 400 && content)
  expect(refusals.length).toBeGreaterThan(100)
  expect(new Set(refusals.flatMap(([, { content }]) => Object.keys(content ?? {})))).toEqual(
    new Set(['application/problem+json']),
  )
})
