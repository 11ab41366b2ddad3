import { management, passwordReset } from '../../dialects/management.ts'
import { tokenAuth, users } from '../../dialects/users.ts'
import type { Config } from '../../ports/config.ts'
import { type Mount, mountAt } from '../route-group.ts'

/** The collections of users, and their management, which adds to them. */
export function groupsOf(config: Config): Mount[] {
  const { users: collections, management: managed } = config.apis
  const of = (api: string, standard: string, paths: readonly string[]) => ({ api, standard, paths })
  return [
    ...mountAt(of('users', '/api/v1/users', [...new Set([...collections.at, ...managed.at])]), users, config),
    ...mountAt(of('management', '/api/v1/users', managed.at), management, config),
    ...mountAt(of('management', '/api/password_reset', managed.resetAt), passwordReset, config),
    ...mountAt(of('users', '/api-token-auth', collections.tokenAt), tokenAuth, config),
  ]
}
