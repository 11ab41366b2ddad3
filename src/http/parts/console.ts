import { consoleApp } from '../../dialects/console/console.ts'
import type { RouteGroup } from '../../dialects/dialect.ts'
import type { Config } from '../../ports/config.ts'

export const routesOf = ({ admin }: Config): RouteGroup[] =>
  admin ? [{ api: 'console', base: '/', app: consoleApp }] : []
