import { mailbox } from '../../dialects/pages/mailbox.ts'
import type { RouteGroup } from '../route-group.ts'

export const groupsOf = (): RouteGroup[] => [{ api: 'mailbox', base: '/', app: mailbox }]
