import { account } from '../../dialects/account.ts'
import { accountAdmin } from '../../dialects/account-admin.ts'
import { accountDeployment } from '../../dialects/account-deployment.ts'
import { accountEmailLogin } from '../../dialects/account-email-login.ts'
import { accountEvents } from '../../dialects/account-events.ts'
import { accountFactor } from '../../dialects/account-factor.ts'
import { accountHandOver } from '../../dialects/account-hand-over.ts'
import { accountJobs } from '../../dialects/account-jobs.ts'
import { accountLogin } from '../../dialects/account-login.ts'
import { accountPasskeys } from '../../dialects/account-passkeys.ts'
import { accountRevocations } from '../../dialects/account-revocations.ts'
import { accountSessions } from '../../dialects/account-sessions.ts'
import { accountWebhooks } from '../../dialects/account-webhooks.ts'
import type { Mount } from '../../dialects/dialect.ts'
import type { Config } from '../../ports/config.ts'

/** What none of the five APIs has. It is always on, and always here. */
export const routesOf = (config: Config): Mount[] =>
  [
    account(config),
    accountSessions,
    accountEvents,
    accountFactor,
    accountLogin,
    accountHandOver,
    accountEmailLogin,
    accountPasskeys,
    accountRevocations,
    accountAdmin(config),
    accountDeployment,
    accountJobs,
    accountWebhooks,
  ].map((app) => ({ api: 'account', base: '/account', standard: '/account', app }))
