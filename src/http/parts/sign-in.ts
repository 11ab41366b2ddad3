import type { RouteGroup } from '../../dialects/dialect.ts'
import { signInPages } from '../../dialects/pages/sign-in-pages.ts'

/** The page to sign in at. */
export const routesOf = (): RouteGroup[] => [{ api: 'page', base: '/', app: signInPages }]
