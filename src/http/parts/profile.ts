import { profile } from '../../dialects/profile.ts'
import type { Config } from '../../ports/config.ts'
import { type Mount, mountAt } from '../route-group.ts'

export const groupsOf = (config: Config): Mount[] =>
  mountAt({ api: 'profile', standard: '/api', paths: config.apis.profile.at }, profile, config)
