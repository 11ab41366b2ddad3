import { expect, it } from 'vitest'
import { documentOf } from '../../src/dialects/documents/document.ts'
import type { Scenario } from '../conformance/scenario.ts'
import { documents } from '../support/standard-documents.ts'

const scenarios = import.meta.glob<Scenario>('../conformance/scenarios/**/*.json', {
  eager: true,
  import: 'default',
})

const ID = '00000000-0000-4000-8000-000000000000'

type Operation = { responses: Record<string, unknown> }

/** Every operation of a document, with the paths that belong to it. */
const operationsOf = (name: string) =>
  Object.entries(documentOf(documents[name] ?? never(name), 'https://gatehouse.example').paths ?? {}).flatMap(
    ([path, methods]) =>
      Object.entries(methods as Record<string, Operation>).map(([method, { responses }]) => ({
        method: method.toUpperCase(),
        path: new RegExp(`^${path.replace(/\/$/, '').replace('{id}', '[0-9a-f-]{36}')}/?$`, 'i'),
        responses,
      })),
  )

function never(name: string): never {
  throw new Error(`no document ${name}`)
}

it.each(Object.keys(documents))(
  'the document of %s declares every status that was recorded (FRM-12)',
  (name) => {
    const operations = operationsOf(name)
    const undeclared = Object.values(scenarios)
      .flatMap((scenario) => scenario.steps)
      .flatMap((step) => ('request' in step ? [step] : []))
      .flatMap(({ request, expect: { status } }) => {
        const path = request.path.replace(/\$\{\w+\}/g, ID).replace(/\?.*/, '')
        const operation = operations.find((each) => each.method === request.method && each.path.test(path))
        return !operation || typeof status !== 'number' || String(status) in operation.responses
          ? []
          : [`${status} ${request.method} ${request.path}`]
      })
    expect([...new Set(undeclared)]).toEqual([])
  },
)
