import { getPath } from 'hono/utils/url'
import { ID_FORMS } from '../account/ids.ts'
import { secondNames } from '../dialects/express.ts'
import type { Config } from '../ports/config.ts'
import { type Mount, mountsOf } from './mounts.ts'

const UUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/

/** Relatives of the Express back end spell a name of theirs `cover-image`, `coverImage` or `cover_image`. */
const spelled = (path: string) => path.toLowerCase().replace(/[^/]*$/, (name) => name.replaceAll(/[-_]/g, ''))

/** Which dialects a path belongs to, and the path that a request is routed by. */
export function openRouting(config: Config) {
  const mounts = mountsOf(config)
  /** The names of the Express endpoints, as `spelled` has them, and the path of each. */
  const expressPaths = new Map(
    mounts
      .filter(({ api }) => api === 'express')
      .flatMap(({ base, app }) => [
        ...app.routes.map(({ path }) => [base + path, base + path] as const),
        ...Object.entries(secondNames).map(
          ([second, first]) => [`${base}/${second}`, `${base}/${first}`] as const,
        ),
      ])
      .map(([name, path]) => [spelled(name), path]),
  )
  const endpoints = new Set(expressPaths.values())
  const { djoser, users, management } = config.apis
  const collections = [...users.at, ...management.at, ...djoser.at.map((base) => `${base}/users`)].map(
    (base) => `${base}/`,
  )

  /**
   * The dialects that a path belongs to, if any. Where Express and a collection of users share a path, an unknown name
   * with a slash at the end is refused in the voice of the collection, and one without it in the voice of Express.
   */
  function mountsAt(path: string, slash: boolean): Mount[] {
    const base = mounts.find((mount) => path === mount.base || path.startsWith(`${mount.base}/`))?.base
    const here = mounts.filter((mount) => mount.base === base)
    const [express, others] = [
      here.filter(({ api }) => api === 'express'),
      here.filter(({ api }) => api !== 'express'),
    ]
    if (base === undefined || express.length === 0 || others.length === 0) return here

    const word = path.slice(base.length + 1)
    const isAccount = word === '' || ID_FORMS[users.ids].test(word)
    const isExpress = !isAccount && (!slash || endpoints.has(path))
    return isExpress ? express : others
  }

  /**
   * The path that a request is routed by. A trailing slash makes no difference (decision 5). The case and
   * hyphens make none at the Express API, whose endpoints have two names each. An account ID may have any form that Python's UUID accepts.
   */
  function routePath(request: Request): string {
    const path = getPath(request)
    const plain = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
    const lower = plain.toLowerCase()
    const at = collections.find((base) => lower.startsWith(base) && UUID.test(lower.slice(base.length)))
    if (at !== undefined) return at + lower.slice(at.length).replace(UUID, '$1-$2-$3-$4-$5')
    return expressPaths.get(spelled(plain)) ?? plain
  }

  return { mounts, mountsAt, routePath }
}
