import { docs } from '../../dialects/pages/docs.ts'
import { home } from '../../dialects/pages/home-page.ts'
import type { RouteGroup } from '../route-group.ts'

export const groupsOf = (): RouteGroup[] => [
  { api: 'home', base: '/', app: home },
  { api: 'docs', base: '/', app: docs },
]
