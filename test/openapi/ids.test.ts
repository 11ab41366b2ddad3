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
