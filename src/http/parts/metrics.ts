import { metrics } from '../../dialects/metrics.ts'
import type { RouteGroup } from '../route-group.ts'

export const groupsOf = (): RouteGroup[] => [{ api: 'metrics', base: '/', app: metrics }]
