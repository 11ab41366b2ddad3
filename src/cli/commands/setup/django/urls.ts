import type { Module } from '../python/module.ts'
import type { Project } from '../python/project.ts'
import { isCall, isName, isUnknown, type Value } from '../python/value.ts'

/**
 * A view or a set of URLs of djoser, simplejwt or django-trench, and the path that it is at, without a slash at its end.
 * `own`: the class of the project's that is derived from the view.
 */
export type Route = { path: string; what: string; own?: string }

type Walk = { project: Project; found: Route[]; seen: Set<string> }

/** What of a dotted path is djoser's, simplejwt's, DRF's own tokens' or django-trench's. */
export const THEIRS = /^(djoser|rest_framework_simplejwt|rest_framework\.authtoken|trench)\b/

/** Where djoser's and simplejwt's URLs are, from the project's root URLs on. */
export function readUrls(project: Project, rootModule: string | undefined, settingsFile: string): Route[] {
  const root = rootFile(project, rootModule, settingsFile)
  const walk: Walk = { project, found: [], seen: new Set() }
  if (root !== undefined) file(root, '', walk)
  // A project without a root that can be read: every file of URLs by itself.
  if (walk.found.length === 0)
    for (const each of project.files.filter((name) => /(^|\/)urls\.py$/.test(name))) file(each, '', walk)
  return walk.found
}

function rootFile(project: Project, module: string | undefined, settingsFile: string): string | undefined {
  const named = module === undefined ? undefined : project.fileOf(module)
  if (named !== undefined) return named
  const folder = settingsFile.includes('/') ? settingsFile.replace(/[^/]*$/, '') : ''
  const above = folder.replace(/[^/]+\/$/, '')
  return [folder, above].map((each) => `${each}urls.py`).find((each) => project.files.includes(each))
}

/** `module`: where the patterns are written, with its routers. */
type Place = { path: string; module: Module }

function file(name: string, path: string, walk: Walk): void {
  const key = `${path} ${name}`
  if (walk.seen.has(key)) return
  walk.seen.add(key)
  const module = walk.project.read(name)
  patterns(module.values.get('urlpatterns'), { path, module }, walk)
}

function patterns(value: Value | undefined, place: Place, walk: Walk): void {
  if (Array.isArray(value)) for (const each of value) pattern(each, place, walk)
  // i18n_patterns(path(…), …), format_suffix_patterns([…])
  else if (isCall(value))
    for (const each of value.args) patterns(Array.isArray(each) ? each : [each], place, walk)
  else if (value !== undefined) pattern(value, place, walk)
}

function pattern(value: Value, { path, module }: Place, walk: Walk): void {
  if (isUnknown(value)) router(value.text, { path, module }, walk)
  if (!isCall(value) || !/(^|\.)(path|re_path|url)$/.test(value.name)) return
  const [route, target] = value.args
  if (typeof route !== 'string' || target === undefined) return
  const there = join(path, plainOf(route) ?? route)
  const include = isCall(target) && /(^|\.)include$/.test(target.name) ? target.args[0] : undefined
  if (include === undefined) view(target, there, walk)
  else included(include, { path: there, module }, walk)
}

/** `router.urls`: a view set of djoser's at `users` is djoser's `users/` below the path of the router. */
function router(text: string, { path, module }: Place, walk: Walk): void {
  const [, name] = /^(\w+)\.urls$/.exec(text) ?? []
  for (const { name: method, args } of module.calls) {
    const [prefix, viewSet] = args
    const origin = isName(viewSet) ? originOf(viewSet.name, walk.project) : ''
    const isUsers = typeof prefix === 'string' && /^\^?users\/?$/.test(prefix) && origin.startsWith('djoser.')
    if (name !== undefined && method === `${name}.register` && isUsers)
      walk.found.push({ path, what: 'djoser.urls' })
  }
}

function view(target: Value, path: string, walk: Walk): void {
  const name = isCall(target) || isName(target) ? target.name : isUnknown(target) ? target.text : ''
  const own = name.replace(/\.as_view.*$/, '')
  const origin = originOf(own, walk.project)
  if (THEIRS.test(origin)) walk.found.push({ path, what: origin, ...(own !== origin && { own }) })
}

/** The view of djoser or simplejwt that a class is or is derived from. */
export function originOf(path: string, project: Project, depth = 0): string {
  if (THEIRS.test(path) || path === '' || depth > DEEPEST) return path
  const bases = project.findClass(path)?.bases ?? []
  return bases.map((base) => originOf(base, project, depth + 1)).find((base) => THEIRS.test(base)) ?? path
}

const DEEPEST = 8

function included(value: Value, { path, module }: Place, walk: Walk): void {
  const [inner] = Array.isArray(value) && Array.isArray(value[0]) ? value : [value]
  if (Array.isArray(inner)) patterns(inner, { path, module }, walk)
  if (isUnknown(inner)) router(inner.text, { path, module }, walk)
  const name = typeof inner === 'string' ? inner : isName(inner) ? inner.name : ''
  if (THEIRS.test(name)) walk.found.push({ path, what: name })
  const there = name === '' ? undefined : walk.project.fileOf(name)
  if (there !== undefined && /urls/.test(there)) file(there, path, walk)
}

const join = (prefix: string, path: string) => `${prefix}/${path}`.replace(/\/{2,}/g, '/').replace(/\/$/, '')

/** `^auth/` without its anchors, undefined for a pattern that more than one path fits. */
function plainOf(route: string): string | undefined {
  const plain = route
    .replace(/^\^/, '')
    .replace(/\/?\??\$$/, '/')
    .replaceAll('\\/', '/')
    .replaceAll('\\.', '.')
  return /[\^$*+?()[\]{}|\\<>]/.test(plain) ? undefined : plain
}
