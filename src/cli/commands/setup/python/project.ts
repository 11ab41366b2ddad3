import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { type Module, newModule, type PythonClass, readModule } from './module.ts'
import type { Value } from './value.ts'

/** The Python files of a folder, each read when it is asked for. */
export type Project = {
  root: string
  files: string[]
  read: (file: string) => Module
  /** The class that a dotted path leads to, or else the one of that name that is nearest to it. */
  findClass: (path: string) => PythonClass | undefined
  /** The value that a dotted path leads to. */
  valueAt: (path: string) => Value | undefined
  /** The file of a module, by its dotted path or the end of it. */
  fileOf: (module: string) => string | undefined
}

const NOT_THEIRS =
  /^(\.|node_modules$|site-packages$|venv$|env$|virtualenv$|migrations$|__pycache__$|tests?$)/
const MOST_FILES = 4_000
const MOST_BYTES = 1_000_000

/** Opens a project's folder. Nothing in it is run or changed. */
export function openProject(root: string): Project {
  const files = pythonFilesOf(root)
  const modules = new Map<string, Module>()
  const byModule = new Map(files.map((file) => [moduleOf(file), file]))

  const read = (file: string): Module => {
    const known = modules.get(file)
    if (known) return known
    // A file that imports itself by way of another finds nothing in itself.
    modules.set(file, newModule())
    const text = readFileSync(join(root, file), 'utf8')
    const module = readModule(text, moduleOf(file), basename(file) === '__init__.py', { valueAt, allOf })
    modules.set(file, module)
    return module
  }
  const fileOf = (module: string) =>
    byModule.get(module) ??
    shortest(files.filter((file) => `.${moduleOf(file)}`.endsWith(`.${module}`) && module !== ''))
  const allOf = (module: string) => {
    const file = fileOf(module)
    return file === undefined ? undefined : read(file)
  }
  function valueAt(path: string): Value | undefined {
    const [module, name] = split(path)
    return module === '' ? undefined : allOf(module)?.values.get(name)
  }
  function findClass(path: string): PythonClass | undefined {
    const [module, name] = split(path)
    const there = allOf(module)
    const direct = there?.classes.get(name)
    if (direct) return direct
    const imported = there?.imports.get(name)
    if (imported !== undefined && imported !== path) {
      const found = findClass(imported)
      if (found) return found
    }
    return nearest(path)
  }
  /** Of every class of that name, the one whose dotted path has the most words in common with the path. */
  function nearest(path: string): PythonClass | undefined {
    const words = new Set(path.split('.'))
    const common = (found: PythonClass) => found.module.split('.').filter((word) => words.has(word)).length
    return files
      .map((file) => read(file).classes.get(split(path)[1]))
      .filter((found) => found !== undefined)
      .toSorted((one, other) => common(other) - common(one) || one.module.length - other.module.length)[0]
  }
  return { root, files, read, findClass, valueAt, fileOf }
}

const split = (path: string): [module: string, name: string] => {
  const at = path.lastIndexOf('.')
  return [path.slice(0, Math.max(0, at)), path.slice(at + 1)]
}

const shortest = (paths: string[]) => paths.toSorted((one, other) => one.length - other.length)[0]

const moduleOf = (file: string) =>
  file
    .replace(/\.py$/, '')
    .replace(/(^|\/)__init__$/, '')
    .replaceAll('/', '.')

function pythonFilesOf(root: string): string[] {
  const found: string[] = []
  const look = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (found.length >= MOST_FILES || NOT_THEIRS.test(entry.name)) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) look(path)
      else if (entry.name.endsWith('.py') && statSync(path).size <= MOST_BYTES)
        found.push(relative(root, path).replaceAll('\\', '/'))
    }
  }
  look(root)
  return found.sort()
}

const FARTHEST = 3

/** The folder with manage.py that a settings file belongs to, or else the file's own. */
export function rootOf(settings: string): string {
  let folder = dirname(settings)
  for (let up = 0; up <= FARTHEST; up++) {
    if (statSync(join(folder, 'manage.py'), { throwIfNoEntry: false })) return folder
    folder = dirname(folder)
  }
  return dirname(settings)
}
