import { fillIn, type Variables } from './variables.ts'

/** The scenarios have Python's regular expressions; variables in them stand for themselves. */
export function compilePattern(pattern: string, variables: Variables): RegExp {
  const filled = fillIn(pattern, variables, escapePattern)
  const flags = /^\(\?([ims]+)\)/.exec(filled)?.[1] ?? ''
  const source = filled
    .replace(/^\(\?[ims]+\)/, '')
    .replaceAll('(?P<', '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    // Python's `re.escape` writes them so; with `u` they are no escapes.
    .replace(/\\(.)/gs, (pair, sign: string) =>
      /[-&#~]/.test(sign) ? `\\x${sign.charCodeAt(0).toString(16)}` : pair,
    )
  // With `u`, whatever else only Python understands is a syntax error instead of a silent difference.
  return new RegExp(source, `u${flags}`)
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
