import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { complaintsOf, openPage } from './support/browser.ts'

/** What Swagger UI and our own reading of a document return for a part of it. */
type Resolve = (spec: object, path: string[], options: { baseDoc: string }) => Promise<{ spec: unknown }>

/** Our reading of parts of a document. It runs in the page, as the code of the page does. */
const partsIn = async (page: Page, document: object, paths: string[][]) => {
  type Module = { partsOf: (document: object) => { fn: { resolveSubtree: Resolve } } }
  const module = await page.evaluateHandle<Module>("import('/pages/docs-parts.js')")
  return module.evaluate(
    ({ partsOf }, [document, paths]) => {
      const { resolveSubtree } = partsOf(document).fn
      const read = async (path: string[]) =>
        (await resolveSubtree({}, path, { baseDoc: 'https://x.example/' })).spec
      return Promise.all(paths.map(read))
    },
    [document, paths] as const,
  )
}

/** The same with the resolver that Swagger UI comes with. */
const swaggerPartsIn = async (page: Page, document: object, paths: string[][]) => {
  await page.addScriptTag({ url: '/docs/swagger-ui-bundle.js' })
  return page.evaluate(
    async ([document, paths]) => {
      const domNode = window.document.createElement('div')
      const { SwaggerUIBundle } = window as unknown as {
        SwaggerUIBundle: (options: object) => { getSystem: () => { fn: { resolveSubtree: Resolve } } }
      }
      const { resolveSubtree } = SwaggerUIBundle({ spec: document, domNode }).getSystem().fn
      const found: unknown[] = []
      for (const path of paths) {
        found.push((await resolveSubtree(document, path, { baseDoc: 'https://x.example/' })).spec)
      }
      return found
    },
    [document, paths] as const,
  )
}

it('shows of each operation what the resolver of Swagger UI would find', async () => {
  const page = await openPage()
  await page.goto('/docs?api=management')
  const document: { paths: Record<string, object> } = await (
    await page.request.get('/docs/management.json')
  ).json()
  const paths = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ['paths', path, method]),
  )
  expect(paths.length).toBeGreaterThan(8)
  const ours = await partsIn(page, document, paths)
  expect(JSON.stringify(ours)).toContain('"$$ref":"https://x.example/#/components/schemas/')
  expect(ours).toEqual(await swaggerPartsIn(page, document, paths))
  expect(complaintsOf(page)).toEqual([])
})

it('leaves a reference as it is that leads to what it is in, or to nothing', async () => {
  const page = await openPage()
  await page.goto('/docs?api=users')
  const nothing = { $ref: '#/components/schemas/Nothing' }
  const document = {
    components: {
      schemas: {
        Tree: { properties: { name: { type: 'string' }, child: { $ref: '#/components/schemas/Tree' } } },
      },
    },
    'a/b~c': { list: [{ $ref: '#/components/schemas/Tree' }, nothing, null, 1] },
    name: { $ref: '#/components/schemas/Tree/properties/name' },
  }
  const tree = {
    properties: { name: { type: 'string' }, child: { $ref: '#/components/schemas/Tree' } },
    $$ref: 'https://x.example/#/components/schemas/Tree',
  }
  expect(await partsIn(page, document, [['a/b~c'], ['name'], ['none']])).toEqual([
    { list: [tree, nothing, null, 1] },
    { type: 'string', $$ref: 'https://x.example/#/components/schemas/Tree/properties/name' },
    undefined,
  ])
})
