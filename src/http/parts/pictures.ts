import type { RouteGroup } from '../../dialects/dialect.ts'
import { pictures } from '../pictures.ts'

export const routesOf = (): RouteGroup[] => [{ api: 'pictures', base: '/', app: pictures }]
