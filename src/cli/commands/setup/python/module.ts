import type { SyntaxNode } from '@lezer/common'
import { parser } from '@lezer/python'
import { evaluate, type Scope, truthOf } from './evaluate.ts'
import { readImport } from './imports.ts'
import { childrenOf } from './literals.ts'
import { type Call, isCall, type Value } from './value.ts'

/** `bases`: dotted paths. `methods`: the text of each, by its name. */
export type PythonClass = {
  name: string
  module: string
  bases: string[]
  values: Map<string, Value>
  classes: Map<string, PythonClass>
  methods: Map<string, string>
}

/**
 * What the statements of a file bind, in the order that Python would. `calls`: statements that are only a call. `functions`:
 * the text of each, by its name.
 */
export type Module = {
  values: Map<string, Value>
  imports: Map<string, string>
  classes: Map<string, PythonClass>
  calls: Call[]
  functions: Map<string, string>
}

/** An empty module. */
export const newModule = (): Module => ({
  values: new Map(),
  imports: new Map(),
  classes: new Map(),
  calls: [],
  functions: new Map(),
})

/** What a module may ask about others: the value of a dotted path, and all values of a module. */
export type Others = {
  valueAt: (path: string) => Value | undefined
  allOf: (module: string) => Module | undefined
}

type Body = Pick<PythonClass, 'values' | 'classes' | 'methods'>

/** Reads a file. `path`: its dotted path, that relative imports begin from. Python is parsed, and never run. */
export function readModule(text: string, path: string, isPackage: boolean, others: Others): Module {
  const module = newModule()
  const top: Body = { ...module, methods: module.functions }
  const importOf = (name: string) => module.imports.get(name) ?? name
  const scopeOf = (body: Body): Scope => ({
    text,
    importOf,
    dictOf: (owner, name) => {
      const value = module.classes.get(owner)?.values.get(name) ?? others.valueAt(`${owner}.${name}`)
      return value instanceof Map ? value : undefined
    },
    look: (name) => body.values.get(name) ?? module.values.get(name) ?? importedValue(name),
  })
  const importedValue = (name: string) => {
    const from = module.imports.get(name)
    return from === undefined ? undefined : others.valueAt(from)
  }
  const pathOfName = (name: string) =>
    module.imports.get(name) ?? (module.classes.has(name) ? `${path}.${name}` : name)
  const textOf = (node: SyntaxNode) => text.slice(node.from, node.to)

  const statements: Record<string, (node: SyntaxNode, body: Body) => void> = {
    ImportStatement: (node) => {
      const { bound, star } = readImport(textOf(node), path, isPackage)
      for (const [name, from] of bound) module.imports.set(name, from)
      const all = star === undefined ? undefined : others.allOf(star)
      for (const [name, value] of all?.values ?? []) module.values.set(name, value)
      for (const [name, from] of all?.imports ?? []) module.imports.set(name, from)
      for (const name of all?.classes.keys() ?? []) module.imports.set(name, `${star}.${name}`)
    },
    AssignStatement: assign,
    DeleteStatement: (node, body) => {
      for (const target of childrenOf(node)) remove(target, body)
    },
    UpdateStatement: (node, body) => {
      const [target, , value] = childrenOf(node)
      if (!target || !value || target.name !== 'VariableName') return
      const before = scopeOf(body).look(textOf(target))
      const more = evaluate(value, scopeOf(body))
      if (Array.isArray(before))
        body.values.set(textOf(target), before.concat(Array.isArray(more) ? more : [more]))
      else if (typeof before === 'string' && typeof more === 'string')
        body.values.set(textOf(target), before + more)
    },
    ExpressionStatement: (node, body) => {
      const value = node.firstChild && evaluate(node.firstChild, scopeOf(body))
      if (!isCall(value ?? undefined)) return
      const made = value as Call
      const [target, method] = made.name.split('.')
      const known = scopeOf(body).look(target ?? '')
      if (method === 'update' && known instanceof Map && made.args[0] instanceof Map)
        body.values.set(target ?? '', new Map([...known, ...made.args[0]]))
      else if (method === 'pop' && known instanceof Map) drop(target ?? '', made.args[0], body)
      else if (body === top) module.calls.push(made)
    },
    ClassDefinition: define,
    FunctionDefinition: (node, body) => {
      const name = node.getChild('VariableName')
      if (name) body.methods.set(textOf(name), textOf(node))
    },
    DecoratedStatement: (node, body) => run(childrenOf(node), body),
    TryStatement: (node, body) => run(childrenOf(node.getChild('Body') ?? node), body),
    IfStatement: choose,
  }

  function run(nodes: SyntaxNode[], body: Body): void {
    for (const node of nodes) statements[node.name]?.(node, body)
  }

  function assign(node: SyntaxNode, body: Body): void {
    const children = childrenOf(node).filter(({ name }) => name !== 'TypeDef')
    const [target, mark] = children
    if (!target || mark?.name !== 'AssignOp') return
    // `a = b = 1`, and `a = 1, 2`, which is a tuple.
    const last = children.slice(children.findLastIndex(({ name }) => name === 'AssignOp') + 1)
    const items = last.filter(({ name }) => name !== ',').map((item) => evaluate(item, scopeOf(body)))
    const read = last.length > 1 ? items : items[0]
    if (read === undefined) return
    if (target.name === 'VariableName') body.values.set(textOf(target), read)
    const [object, , key] = target.name === 'MemberExpression' ? childrenOf(target) : []
    const owner = object && textOf(object)
    const into = owner === undefined ? undefined : scopeOf(body).look(owner)
    const name = key && evaluate(key, scopeOf(body))
    // Another module may have the same one, as it was before.
    if (owner !== undefined && into instanceof Map && typeof name === 'string')
      body.values.set(owner, new Map(into).set(name, read))
  }

  /** `del A`, `del A['b']`. */
  function remove(target: SyntaxNode, body: Body): void {
    if (target.name === 'VariableName') body.values.delete(textOf(target))
    const [object, , key] = target.name === 'MemberExpression' ? childrenOf(target) : []
    if (object && key) drop(textOf(object), evaluate(key, scopeOf(body)), body)
  }

  function drop(owner: string, name: Value | undefined, body: Body): void {
    const known = scopeOf(body).look(owner)
    if (known instanceof Map && typeof name === 'string')
      body.values.set(owner, new Map([...known].filter(([each]) => each !== name)))
  }

  function define(node: SyntaxNode, body: Body): void {
    const name = node.getChild('VariableName')
    if (!name) return
    const list = node.getChild('ArgList')
    const bases = (list ? childrenOf(list) : [])
      .filter((base) => base.name === 'VariableName' || base.name === 'MemberExpression')
      .map((base) => textOf(base).replace(/^\w+/, (first) => pathOfName(first)))
    const made: PythonClass = {
      name: textOf(name),
      module: path,
      bases,
      values: new Map(),
      classes: new Map(),
      methods: new Map(),
    }
    body.classes.set(made.name, made)
    run(childrenOf(node.getChild('Body') ?? node), made)
  }

  /** The branch whose condition holds. All of them, in their order, where that cannot be told. */
  function choose(node: SyntaxNode, body: Body): void {
    const children = childrenOf(node)
    const isTold: (boolean | undefined)[] = []
    for (let at = 0; at < children.length; at++) {
      const [word, next] = [children[at], children[at + 1]]
      if (word?.name === 'if' || word?.name === 'elif')
        isTold.push(next ? truthOf(next, scopeOf(body)) : undefined)
      if (word?.name === 'else') isTold.push(isTold.every((each) => each === false) ? true : undefined)
      if (word?.name !== 'Body') continue
      const told = isTold.at(-1)
      if (told !== false) run(childrenOf(word), body)
      if (told === true) return
    }
  }

  run(childrenOf(parser.parse(text).topNode), top)
  return module
}
