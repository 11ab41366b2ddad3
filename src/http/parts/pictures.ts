import { pictures } from '../pictures.ts'
import type { RouteGroup } from '../route-group.ts'

export const groupsOf = (): RouteGroup[] => [{ api: 'pictures', base: '/', app: pictures }]
