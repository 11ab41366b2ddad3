/** The names that an import binds, with their dotted paths, and the module that a `*` takes everything of. */
type Import = { bound: [name: string, path: string][]; star?: string }

/** Reads `import a.b as c` and `from ..a import (b as c, d)`. `path`: the dotted path of the file that it is in. */
export function readImport(statement: string, path: string, isPackage: boolean): Import {
  const text = statement
    .replace(/#[^\n]*/g, '')
    .replace(/[\s\\()]+/g, ' ')
    .trim()
  const [, from, names] = /^from (\.* ?[\w.]*) ?import (.+)$/.exec(text) ?? []
  if (from === undefined || names === undefined)
    return { bound: bindingsOf(text.replace(/^import /, ''), '') }
  const module = absolute(from.replaceAll(' ', ''), path, isPackage)
  return names.trim() === '*' ? { bound: [], star: module } : { bound: bindingsOf(names, module) }
}

function bindingsOf(names: string, module: string): [string, string][] {
  return names
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean)
    .map((each): [string, string] => {
      const [name = '', as] = each.split(/ as /)
      // `import a.b` binds `a`.
      const bound = as ?? (module === '' ? name.replace(/\..*/, '') : name)
      const path = as === undefined && module === '' ? bound : name
      return [bound, module === '' ? path : `${module}.${path}`]
    })
}

/** The dotted path that `.models` means in a file. */
function absolute(from: string, path: string, isPackage: boolean): string {
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(from) ?? []
  if (dots === '') return rest
  const up = dots.length - (isPackage ? 1 : 0)
  const parts = path === '' ? [] : path.split('.')
  const base = parts.slice(0, Math.max(0, parts.length - up))
  return [...base, ...(rest === '' ? [] : [rest])].join('.')
}
