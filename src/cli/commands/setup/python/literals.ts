import type { SyntaxNode } from '@lezer/common'

/** The children of a node that are of its grammar, without comments. */
export const childrenOf = (node: SyntaxNode): SyntaxNode[] => {
  const found: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== 'Comment') found.push(child)
  return found
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\n': '' }

const unescaped = (text: string) =>
  text.replace(/\\(u[\da-f]{4}|x[\da-f]{2}|[\s\S])/gi, (_, code: string) =>
    code.length > 1 ? String.fromCodePoint(Number.parseInt(code.slice(1), 16)) : (ESCAPES[code] ?? code),
  )

type Quoted = { prefix: string; quote: string; from: number }

const quotedOf = (text: string): Quoted => {
  const [whole = '', prefix = '', quote = ''] = /^([a-z]*)("""|'''|"|')/i.exec(text) ?? []
  return { prefix: prefix.toLowerCase(), quote, from: whole.length }
}

/** The text of a string literal, `r'…'` and `'''…'''` too. */
export const stringOf = (literal: string): string => {
  const { prefix, quote, from } = quotedOf(literal)
  const text = literal.slice(from, literal.length - quote.length)
  return prefix.includes('r') ? text : unescaped(text)
}

/** The pieces of an f-string: its texts, and between them the replacements as nodes. */
export const piecesOf = (node: SyntaxNode, text: string): (string | SyntaxNode)[] => {
  const { prefix, quote, from } = quotedOf(text.slice(node.from, node.to))
  const read = (start: number, end: number) => {
    const piece = text.slice(start, end).replace(/\{\{|\}\}/g, (twice) => twice.charAt(0))
    return prefix.includes('r') ? piece : unescaped(piece)
  }
  const pieces: (string | SyntaxNode)[] = []
  let at = node.from + from
  for (const each of childrenOf(node).filter(({ name }) => name === 'FormatReplacement')) {
    pieces.push(read(at, each.from), each)
    at = each.to
  }
  return [...pieces, read(at, node.to - quote.length)]
}

export const numberOf = (literal: string): number => Number(literal.replaceAll('_', ''))
