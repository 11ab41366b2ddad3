import { WorkerEntrypoint } from 'cloudflare:workers'
import config from '../gatehouse.config.ts'
import type { AccessTokenOwner } from './account/sessions/verify-jwt.ts'
import { openApp } from './http/app.ts'
import { afterwards } from './ports/afterwards.ts'
import { readClientInfo } from './ports/client-info.ts'
import { openPorts } from './ports/ports.ts'

const app = openApp(config)

/** The front API. Cloudflare's Env becomes Ports here, and goes no further. */
export default class Gatehouse extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    const { env, ctx } = this
    const ports = openPorts(env, (work) => ctx.waitUntil(afterwards(work)), {
      config,
      clientInfo: readClientInfo(request),
    })
    return app.fetch(request, ports, ctx)
  }

  /**
   * For other Workers, by a service binding: whose access token this is, or null. Asks KV, and D1 only about a JWT of
   * another system and where more sessions of an account have ended than KV is told (decision 77). So a token of ours that
   * was taken back passes until KV knows, and at most until it expires (decision 13). Throws when KV does not answer.
   */
  async verify(token: unknown): Promise<AccessTokenOwner | null> {
    const { readAccessToken } = await import('./account/sessions/verify-jwt.ts')
    return readAccessToken(this.#open(), token)
  }

  override async scheduled(): Promise<void> {
    const ports = this.#open()
    const { clock, trace, log } = ports
    const from = clock.now()
    const tell = (done: object) => {
      const { statements, roundTrips } = trace
      log(() => ({ event: 'cron', ...done, ms: clock.now() - from, statements, round_trips: roundTrips }))
    }
    try {
      const { runMaintenance } = await import('./account/maintenance.ts')
      tell(await runMaintenance(ports))
    } catch (error) {
      tell({ reason: 'failed' })
      throw error
    }
  }

  #open() {
    return openPorts(this.env, (work) => this.ctx.waitUntil(afterwards(work)), { config })
  }
}
