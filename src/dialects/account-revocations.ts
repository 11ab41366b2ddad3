import type { MiddlewareHandler } from 'hono'
import * as z from 'zod/mini'
import {
  listRevocations,
  type RevocationPage,
  refuseOtherServices,
} from '../account/sessions/revocation-list.ts'
import type { RevocationRow } from '../ports/revocation-list.ts'
import { accountVoice } from './account-voice.ts'
import { publicEndpoint, readHeader } from './authorization.ts'
import { describe } from './description.ts'
import { type AppEnv, dialect } from './dialect.ts'
import type { RevocationItem, RevocationList } from './documents/revocations.ts'
import { HttpError } from './http-error.ts'
import { pageEnd } from './page-end.ts'
import { query } from './query.ts'

const Paging = z.object({ after: pageEnd(/^\d{1,15}$/, '1795159005955', Number) })

const letIn: MiddlewareHandler<AppEnv> = async function services(c, next) {
  if (!c.env.revocationList.isOn) throw new HttpError('no_such_address')
  refuseOtherServices(c.env, readHeader(c.req.header('authorization')))
  await next()
}

/** Lets in services that present their secret. Without one there is nothing here. */
const services = describe(letIn, { needsSecret: true })

const present = ({ revocations, cursor, more }: RevocationPage): z.infer<typeof RevocationList> => ({
  revocations: revocations.map(presentRevocation),
  cursor: String(cursor),
  more,
})

const presentRevocation = ({
  accountId,
  sessionId,
  sessionVersion,
  keep,
}: RevocationRow): z.infer<typeof RevocationItem> =>
  sessionId === null
    ? { kind: 'account', account: accountId, session_version: sessionVersion ?? 0, except_session: keep }
    : { kind: 'session', account: accountId, session: sessionId }

/** Which JWTs were revoked, for services that verify them by themselves. */
export const accountRevocations = dialect(accountVoice).get(
  '/revocations',
  publicEndpoint,
  services,
  query(Paging),
  async (c) => {
    const page = await listRevocations(c.env, c.req.valid('query').after ?? 0)
    // It holds ids of accounts.
    return c.json(present(page), 200, { 'Cache-Control': 'no-store' })
  },
)
