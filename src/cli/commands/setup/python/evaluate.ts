import type { SyntaxNode } from '@lezer/common'
import { call, type Parts } from './call.ts'
import { childrenOf, numberOf, piecesOf, stringOf } from './literals.ts'
import { operate } from './operate.ts'
import { isName, isUnknown, type Unknown, type Value } from './value.ts'

/**
 * The text that a node is of, and what names are worth in it. `importOf`: the dotted path of an imported name. `dictOf`: a
 * dict that a class of the file or another module has, as settings take them over from each other.
 */
export type Scope = {
  text: string
  look: (name: string) => Value | undefined
  importOf: (name: string) => string
  dictOf: (owner: string, name: string) => Value | undefined
}

const SKIPPED = new Set(['(', ')', '[', ']', '{', '}', ',', ':'])

/** What an expression is worth. What cannot be told is `unknown`, with its text. */
export function evaluate(node: SyntaxNode, scope: Scope): Value {
  const read = readers[node.name]
  return read ? read(node, scope) : unknown(node, scope)
}

const textOf = (node: SyntaxNode, { text }: Scope) => text.slice(node.from, node.to)

const unknown = (node: SyntaxNode, scope: Scope): Unknown => ({
  kind: 'unknown',
  text: textOf(node, scope).replace(/\s+/g, ' '),
})

const readers: Record<string, (node: SyntaxNode, scope: Scope) => Value> = {
  String: (node, scope) => stringOf(textOf(node, scope)),
  FormatString: formatted,
  ContinuedString: continued,
  Number: (node, scope) => numberOf(textOf(node, scope)),
  Boolean: (node, scope) => textOf(node, scope) === 'True',
  None: () => null,
  TupleExpression: items,
  ArrayExpression: items,
  SetExpression: items,
  DictionaryExpression: dict,
  ArrayComprehensionExpression: comprehension,
  ComprehensionExpression: comprehension,
  SetComprehensionExpression: comprehension,
  ParenthesizedExpression: (node, scope) => {
    const inner = childrenOf(node)[1]
    return inner ? evaluate(inner, scope) : unknown(node, scope)
  },
  VariableName: (node, scope) => {
    const name = textOf(node, scope)
    return scope.look(name) ?? { kind: 'name', name: scope.importOf(name) }
  },
  MemberExpression: member,
  CallExpression: (node, scope) => called(node, scope) ?? unknown(node, scope),
  BinaryExpression: binary,
  UnaryExpression: (node, scope) => {
    const [sign, operand] = childrenOf(node)
    const value = operand && evaluate(operand, scope)
    if (sign?.name === 'not') return typeof value === 'boolean' ? !value : unknown(node, scope)
    return typeof value === 'number' && sign && textOf(sign, scope) === '-' ? -value : unknown(node, scope)
  },
  ConditionalExpression: (node, scope) => {
    const [then, , condition, , otherwise] = childrenOf(node)
    if (!then || !condition || !otherwise) return unknown(node, scope)
    const isTrue = truthOf(condition, scope)
    return isTrue === undefined ? unknown(node, scope) : evaluate(isTrue ? then : otherwise, scope)
  },
}

/** Whether a condition holds, undefined if that cannot be told. What is replaced is production: DEBUG is false. */
export function truthOf(node: SyntaxNode, scope: Scope): boolean | undefined {
  const value = evaluate(node, { ...scope, look: (name) => (name === 'DEBUG' ? false : scope.look(name)) })
  return value === null || typeof value !== 'object' ? Boolean(value) : undefined
}

function formatted(node: SyntaxNode, scope: Scope): Value {
  const pieces = piecesOf(node, scope.text).map((piece) => {
    if (typeof piece === 'string') return piece
    const inner = childrenOf(piece)[1]
    return inner ? evaluate(inner, scope) : ''
  })
  const isPlain = pieces.every((piece) => typeof piece === 'string' || typeof piece === 'number')
  return isPlain ? pieces.join('') : unknown(node, scope)
}

function continued(node: SyntaxNode, scope: Scope): Value {
  const parts = childrenOf(node).map((part) => evaluate(part, scope))
  return parts.every((part) => typeof part === 'string') ? parts.join('') : unknown(node, scope)
}

function items(node: SyntaxNode, scope: Scope): Value {
  let isSpread = false
  return childrenOf(node).flatMap((child): Value[] => {
    if (child.name === '*') isSpread = true
    if (child.name === '*' || SKIPPED.has(child.name)) return []
    const value = evaluate(child, scope)
    const spread = isSpread && Array.isArray(value) ? value : [value]
    isSpread = false
    return spread
  })
}

/** `[f'a.{x}' for x in ('b', 'c') if x != 'c']`: one loop over what is known, and conditions that can be told. */
function comprehension(node: SyntaxNode, scope: Scope): Value {
  const parts = childrenOf(node).filter(({ name }) => !SKIPPED.has(name))
  const [item, word, name, of, source, ...more] = parts
  const isOne = word?.name === 'for' && name?.name === 'VariableName' && of?.name === 'in'
  if (!item || !isOne || !source) return unknown(node, scope)
  const list = evaluate(source, scope)
  const conditions = more.filter(({ name: kind }) => kind !== 'if')
  if (!Array.isArray(list) || more.some(({ name: kind }) => kind === 'for')) return unknown(node, scope)
  const made: Value[] = []
  for (const each of list) {
    const within = {
      ...scope,
      look: (asked: string) => (asked === textOf(name, scope) ? each : scope.look(asked)),
    }
    const told = conditions.map((condition) => truthOf(condition, within))
    if (told.includes(undefined)) return unknown(node, scope)
    if (!told.includes(false)) made.push(evaluate(item, within))
  }
  return made
}

function dict(node: SyntaxNode, scope: Scope): Value {
  const entries = new Map<string, Value>()
  const children = childrenOf(node).filter(({ name }) => !SKIPPED.has(name))
  for (let at = 0; at < children.length; at += 2) {
    const [key, value] = [children[at], children[at + 1]]
    if (!key || !value) break
    const read = evaluate(value, scope)
    if (key.name !== '**') entries.set(keyOf(evaluate(key, scope), textOf(key, scope)), read)
    else if (read instanceof Map) for (const [name, each] of read) entries.set(name, each)
    else entries.set(`**${textOf(value, scope)}`, unknown(value, scope))
  }
  return entries
}

const keyOf = (key: Value, text: string) => (typeof key === 'string' ? key : text)

/** `a.b` as a dotted path; `settings['a']` and `words[0]` as what is there. */
function member(node: SyntaxNode, scope: Scope): Value {
  const [object, mark, key] = childrenOf(node)
  if (!object || !key) return unknown(node, scope)
  const base = evaluate(object, scope)
  if (mark?.name !== '[') {
    const name = textOf(key, scope)
    if (isName(base)) return scope.dictOf(base.name, name) ?? { kind: 'name', name: `${base.name}.${name}` }
    return unknown(node, scope)
  }
  const index = evaluate(key, scope)
  if (isName(base) && base.name.endsWith('environ') && typeof index === 'string')
    return { ...unknown(node, scope), variable: index }
  if (base instanceof Map && typeof index === 'string') return base.get(index) ?? unknown(node, scope)
  if (Array.isArray(base) && typeof index === 'number') return base.at(index) ?? unknown(node, scope)
  return unknown(node, scope)
}

function binary(node: SyntaxNode, scope: Scope): Value {
  const [left, sign, right] = childrenOf(node)
  if (!left || !sign || !right) return unknown(node, scope)
  const [one, other] = [evaluate(left, scope), evaluate(right, scope)]
  return operate(textOf(sign, scope), one, other) ?? unknown(node, scope)
}

function called(node: SyntaxNode, scope: Scope): Value | undefined {
  const [callee, list] = childrenOf(node)
  if (!callee || !list) return undefined
  const parts = partsOf(list, scope)
  const object = callee.name === 'MemberExpression' ? callee.firstChild : null
  const base = object ? evaluate(object, scope) : undefined
  const name = pathOfCallee(callee, base, scope)
  const made = call({ ...parts, name, written: textOf(callee, scope), base })
  return isUnknown(made) ? { ...made, text: textOf(node, scope).replace(/\s+/g, ' ') } : made
}

function pathOfCallee(callee: SyntaxNode, base: Value | undefined, scope: Scope): string {
  const written = textOf(callee, scope)
  if (isName(base)) return `${base.name}.${textOf(callee.lastChild ?? callee, scope)}`
  return callee.name === 'VariableName' ? scope.importOf(written) : written
}

function partsOf(list: SyntaxNode, scope: Scope): Parts {
  const args: Value[] = []
  const named: Record<string, Value> = {}
  const children = childrenOf(list).filter(({ name }) => !SKIPPED.has(name))
  // `tuple(x for x in y)` has one argument.
  if (children.some(({ name }) => name === 'for')) return { args: [comprehension(list, scope)], named }
  for (let at = 0; at < children.length; at++) {
    const [child, next, value] = children.slice(at, at + 3)
    if (!child || child.name === '*' || child.name === '**') continue
    if (next?.name === 'AssignOp' && value) {
      named[textOf(child, scope)] = evaluate(value, scope)
      at += 2
    } else {
      const read = evaluate(child, scope)
      const before = children[at - 1]?.name
      if (before === '**' && read instanceof Map) Object.assign(named, Object.fromEntries(read))
      else if (before === '*' && Array.isArray(read)) args.push(...read)
      else args.push(read)
    }
  }
  return { args, named }
}
