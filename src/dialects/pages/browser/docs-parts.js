/*
 * What Swagger UI is told of an API document. Of the whole it would make three copies, and its resolver for OpenAPI 3.1
 * would parse all of it again for each operation that is opened. So an operation has a Swagger UI of its own.
 */

/** What Swagger UI asks for by itself is left out: it would read it twice. */
const AT_FIRST = ['operationId', 'security']

/** The document of one operation. */
export function documentOf({ paths, openapi, info, servers, components: { securitySchemes } }, path, method) {
  const operation = paths[path][method]
  const outline = Object.fromEntries(AT_FIRST.map((key) => [key, operation[key]]))
  return { openapi, info, servers, paths: { [path]: { [method]: outline } }, components: { securitySchemes } }
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

/** A plugin of Swagger UI, which leaves out what the page shows already. */
export const operationOnly = ({ React: { createElement } }) => {
  const nothing = () => () => null
  return {
    wrapComponents: {
      InfoContainer: nothing,
      ServersContainer: nothing,
      FilterContainer: nothing,
      OperationTag:
        () =>
        ({ children }) =>
          children,
      OperationSummary: () => Access,
    },
  }

  /** Copies the path, and takes another credential than that of the session. */
  function Access({ operationProps, getComponent, authActions, authSelectors }) {
    const { path, op, isAuthorized } = operationProps.toObject()
    const security = op.get('security')
    const open = () => authActions.showDefinitions(authSelectors.definitionsForRequirements(security))
    return createElement(
      'div',
      { className: 'opblock-access' },
      createElement(getComponent('CopyToClipboardBtn', true), { textToCopy: path }),
      security?.count() > 0 &&
        createElement(getComponent('authorizeOperationBtn', true), { isAuthorized, onClick: open }),
    )
  }
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
