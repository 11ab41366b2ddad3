import type { RouteGroup } from '../../dialects/dialect.ts'
import { factorPages } from '../../dialects/pages/factor-pages.ts'
import { firstStaffPage } from '../../dialects/pages/first-staff-page.ts'
import { forgotPage } from '../../dialects/pages/forgot-page.ts'
import { linkPages } from '../../dialects/pages/link-pages.ts'

/** The pages that emailed links lead to, and the others with a form. */
export const routesOf = (): RouteGroup[] =>
  [...linkPages, forgotPage, factorPages, firstStaffPage].map((app) => ({ api: 'page', base: '/', app }))
