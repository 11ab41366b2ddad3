import { statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { Refused } from '../../../refused.ts'
import type { PythonClass } from '../python/module.ts'
import { openProject, type Project, rootOf } from '../python/project.ts'
import { textsOf, type Value } from '../python/value.ts'

/** A project's settings. `file`: its path from the root of the project. */
export type SettingsOf = { project: Project; file: string; values: Map<string, Value> }

const SETTINGS = /settings|config|conf\b|djoser|components|packages/i

/**
 * Opens a settings file, or the one of a folder that has DJOSER or, with djoser's defaults, the app alone. Throws Refused
 * when there is none.
 */
export function openSettings(path: string): SettingsOf {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new Refused(`There is no ${path}`)
  const start = found.isFile() ? path : join(path, 'settings.py')
  const project = openProject(rootOf(start))
  const file = found.isFile() ? relative(project.root, path).replaceAll('\\', '/') : settingsIn(project)
  const values = withOthers(project, file)
  return { project, file, values }
}

/** Settings are often split over files that are put together by code. What this file lacks is taken from the others. */
function withOthers(project: Project, file: string): Map<string, Value> {
  const values = new Map(valuesOf(project, file))
  const near = project.files
    .filter((each) => each !== file && SETTINGS.test(each) && isBeside(each, file))
    .toSorted((one, other) => rankOf(project, one) - rankOf(project, other))
  for (const each of near)
    for (const [name, value] of valuesOf(project, each))
      if (/^[A-Z][A-Z_]+$/.test(name) && !values.has(name)) values.set(name, value)
  return values
}

/** What a file of settings binds: of django-configurations, what the class of production has. */
function valuesOf(project: Project, file: string): Map<string, Value> {
  const { values, classes } = project.read(file)
  if (values.has('DJOSER')) return values
  const [best] = [...classes.values()]
    .map((each) => ({ name: each.name, has: inheritedBy(project, each) }))
    .filter(({ has }) => has.has('DJOSER'))
    .toSorted((one, other) => rankOfClass(one.name) - rankOfClass(other.name))
  return best ? new Map([...values, ...best.has]) : values
}

const rankOfClass = (name: string) => (/prod/i.test(name) ? 0 : /test|local|dev|stag/i.test(name) ? 2 : 1)

/** The values of a class with those of its bases. */
function inheritedBy(project: Project, { bases, values }: PythonClass, depth = 0): Map<string, Value> {
  const above = bases.toReversed().flatMap((base) => {
    const found = depth < DEEPEST ? project.findClass(base) : undefined
    return found ? [...inheritedBy(project, found, depth + 1)] : []
  })
  return new Map([...above, ...values])
}

const DEEPEST = 8

/** In the same folder, or in one above or below it. */
const isBeside = (one: string, other: string) => {
  const [here, there] = [dirname(one), dirname(other)]
  const above = dirname(there)
  return (
    here === there ||
    here.startsWith(`${there}/`) ||
    (there.includes('/') && here === above) ||
    dirname(here) === above
  )
}

function settingsIn(project: Project): string {
  const settings = project.files
    .filter((file) => SETTINGS.test(file))
    .map((file) => ({ file, values: valuesOf(project, file) }))
  const having = settings.filter(({ values }) => values.has('DJOSER'))
  const installing = settings.filter(({ values }) => textsOf(values.get('INSTALLED_APPS')).includes('djoser'))
  const [best] = (having.length > 0 ? having : installing)
    .map(({ file }) => file)
    .toSorted((one, other) => rankOf(project, one) - rankOf(project, other) || one.length - other.length)
  if (best === undefined)
    throw new Refused(
      `No settings with DJOSER, or with djoser among the apps, in ${project.root}. Name the file: npm run setup -- --from-django <settings.py>`,
    )
  return best
}

/** Production's settings first, then whole ones, and those of development and tests last. */
function rankOf(project: Project, file: string): number {
  const isWhole = valuesOf(project, file).has('INSTALLED_APPS')
  const rank = /prod/i.test(file) ? 0 : /(test|local|dev)\w*\.py$/i.test(file) ? 2 : 1
  return rank + (isWhole ? 0 : 4)
}
