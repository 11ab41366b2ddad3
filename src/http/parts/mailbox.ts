import type { RouteGroup } from '../../dialects/dialect.ts'
import { mailbox } from '../../dialects/pages/mailbox.ts'

export const routesOf = (): RouteGroup[] => [{ api: 'mailbox', base: '/', app: mailbox }]
