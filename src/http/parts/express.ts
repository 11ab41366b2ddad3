import { express } from '../../dialects/express.ts'
import type { Config } from '../../ports/config.ts'
import { type Mount, mountAt } from '../route-group.ts'

export const groupsOf = (config: Config): Mount[] =>
  mountAt({ api: 'express', standard: '/api/v1/users', paths: config.apis.express.at }, express, config)
