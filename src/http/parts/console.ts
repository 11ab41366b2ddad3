import { consoleApp } from '../../dialects/console/console.ts'
import type { Config } from '../../ports/config.ts'
import type { RouteGroup } from '../route-group.ts'

export const groupsOf = ({ admin }: Config): RouteGroup[] =>
  admin ? [{ api: 'console', base: '/', app: consoleApp }] : []
