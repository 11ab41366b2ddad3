import { getPath } from 'hono/utils/url'
import { ID_FORMS } from '../account/ids.ts'
import { secondNames } from '../dialects/express-names.ts'
import type { Config } from '../ports/config.ts'
import { openRoutes } from './loaded-routes.ts'
import { partsOf } from './parts.ts'
import { isBelow, type Mount, type RouteGroup } from './route-group.ts'

const UUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/

/** Relatives of the Express back end spell a name of theirs `cover-image`, `coverImage` or `cover_image`. */
const spelled = (path: string) => path.toLowerCase().replace(/[^/]*$/, (name) => name.replaceAll(/[-_]/g, ''))

/**
 * Which dialects a path belongs to, and the path that a request is routed by. `always` are routes that are not loaded on
 * demand. What a request needs has to be loaded before anything else is asked here.
 */
export function openRouting(config: Config, always: readonly RouteGroup[]) {
  /** The names of the Express endpoints, as `spelled` has them, and the path of each. */
  const expressPaths = new Map<string, string>()
  const { router, load, apiOf, mounts } = openRoutes(
    config,
    always,
    partsOf(config),
    ({ api, base, app }) => {
      if (api !== 'express') return
      for (const { path } of app.routes) expressPaths.set(spelled(base + path), base + path)
      for (const [second, first] of Object.entries(secondNames))
        expressPaths.set(spelled(`${base}/${second}`), `${base}/${first}`)
    },
  )
  const isEndpoint = (path: string) => expressPaths.get(spelled(path)) === path
  const { djoser, users, management } = config.apis
  const collections = [...users.at, ...management.at, ...djoser.at.map((base) => `${base}/users`)].map(
    (base) => `${base}/`,
  )

  /**
   * The dialects that a path belongs to, if any. Where Express and a collection of users share a path, an unknown name
   * with a slash at the end is refused in the voice of the collection, and one without it in the voice of Express.
   */
  function mountsAt(path: string, slash: boolean): Mount[] {
    const base = mounts().find((mount) => isBelow(path, [mount.base]))?.base
    const here = mounts().filter((mount) => mount.base === base)
    const [express, others] = [
      here.filter(({ api }) => api === 'express'),
      here.filter(({ api }) => api !== 'express'),
    ]
    if (base === undefined || express.length === 0 || others.length === 0) return here

    const word = path.slice(base.length + 1)
    const isAccount = word === '' || ID_FORMS[users.ids].test(word)
    const isExpress = !isAccount && (!slash || isEndpoint(path))
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

  return { router, load, apiOf, mountsAt, routePath }
}
