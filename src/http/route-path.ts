import { getPath } from 'hono/utils/url'
import { expressPaths } from './mounts.ts'

const EXPRESS = '/api/v1/users/'
const ACCOUNT =
  /^(\/api\/v1\/users|\/auth\/users)\/([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/

/**
 * The path that a request is routed by. A trailing slash makes no difference (decision 5). The case makes none at the
 * Express API, whose endpoints have two names each. An account ID may have any form that Python's UUID accepts.
 */
export function routePath(request: Request): string {
  const path = getPath(request)
  const plain = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  const lower = plain.toLowerCase()
  if (ACCOUNT.test(lower)) return lower.replace(ACCOUNT, '$1/$2-$3-$4-$5-$6')
  return (lower.startsWith(EXPRESS) && expressPaths.get(lower.slice(EXPRESS.length))) || plain
}
