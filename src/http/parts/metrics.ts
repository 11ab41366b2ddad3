import type { RouteGroup } from '../../dialects/dialect.ts'
import { metrics } from '../../dialects/metrics.ts'

export const routesOf = (): RouteGroup[] => [{ api: 'metrics', base: '/', app: metrics }]
