import { consoleApp } from '../dialects/console/console.ts'
import { docs } from '../dialects/pages/docs.ts'
import { factorPages } from '../dialects/pages/factor-pages.ts'
import { firstStaffPage } from '../dialects/pages/first-staff-page.ts'
import { forgotPage } from '../dialects/pages/forgot-page.ts'
import { home } from '../dialects/pages/home-page.ts'
import { linkPages } from '../dialects/pages/link-pages.ts'
import { mailbox } from '../dialects/pages/mailbox.ts'
import type { Config } from '../ports/config.ts'

/** The pages for people that a configuration has. Their apps have their full paths. */
export const pagesOf = ({ admin }: Config) => [
  ...(admin ? [{ api: 'console', base: '/', app: consoleApp }] : []),
  { api: 'home', base: '/', app: home },
  { api: 'docs', base: '/', app: docs },
  { api: 'mailbox', base: '/', app: mailbox },
  ...[...linkPages, forgotPage, factorPages, firstStaffPage].map((app) => ({ api: 'page', base: '/', app })),
]
