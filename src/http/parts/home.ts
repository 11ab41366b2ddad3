import type { RouteGroup } from '../../dialects/dialect.ts'
import { docs } from '../../dialects/pages/docs.ts'
import { home } from '../../dialects/pages/home-page.ts'

export const routesOf = (): RouteGroup[] => [
  { api: 'home', base: '/', app: home },
  { api: 'docs', base: '/', app: docs },
]
