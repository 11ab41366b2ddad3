/*
 * What Swagger UI is told of an API document. Of the whole it would make three copies when the page is loaded, and its
 * resolver for OpenAPI 3.1 would parse all of it again for each operation that is opened. So it gets the rows of the
 * list, and the rest of an operation when that is opened.
 */

/** What a row shows. */
const IN_ROW = ['operationId', 'tags', 'summary', 'security']

/** The document with the rows of its operations only. */
export function outlineOf({ paths, components: { securitySchemes }, ...document }) {
  const row = (operation) =>
    Object.fromEntries(IN_ROW.filter((key) => key in operation).map((key) => [key, operation[key]]))
  const rows = (operations) => mapValues(operations, row)
  return { ...document, paths: mapValues(paths, rows), components: { securitySchemes } }
}

/** A plugin of Swagger UI: what it asks for is taken from `document`. */
export const partsOf = (document) => ({
  fn: {
    resolveSubtree: async (_, path, { baseDoc }) => ({
      spec: withoutReferences(document, at(document, path), baseDoc),
      errors: [],
    }),
  },
})

/**
 * A part of the document with what its references lead to. Swagger UI takes the name of a shape from `$$ref`.
 * A reference to what it is in, and one to nothing in the document, stays as it is.
 */
function withoutReferences(document, part, baseDoc) {
  const inside = new Set()
  const resolve = (node) => {
    if (Array.isArray(node)) return node.map(resolve)
    if (node === null || typeof node !== 'object') return node
    const { $ref } = node
    const found = typeof $ref === 'string' && !inside.has($ref) && at(document, keysOf($ref))
    if (!found) return mapValues(node, resolve)
    inside.add($ref)
    const resolved = { ...resolve(found), $$ref: baseDoc + $ref }
    inside.delete($ref)
    return resolved
  }
  return resolve(part)
}

const at = (node, keys) => keys.reduce((found, key) => found?.[key], node)

const mapValues = (node, change) =>
  Object.fromEntries(Object.entries(node).map(([key, value]) => [key, change(value)]))

/** The keys of a JSON pointer. */
const keysOf = (pointer) =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
