import { signInPages } from '../../dialects/pages/sign-in-pages.ts'
import type { RouteGroup } from '../route-group.ts'

/** The page to sign in at. */
export const groupsOf = (): RouteGroup[] => [{ api: 'page', base: '/', app: signInPages }]
