import { WorkerEntrypoint } from 'cloudflare:workers'
import { type AccessTokenOwner, readAccessToken } from './account/access-token.ts'
import { keepHouse } from './account/housekeeping.ts'
import { app } from './http/app.ts'
import { afterwards } from './ports/afterwards.ts'
import { openPorts } from './ports/ports.ts'
import { readVisitor } from './ports/visitor.ts'

/** The front door. Cloudflare's Env becomes Ports here, and goes no further. */
export default class Gatehouse extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    const { env, ctx } = this
    const ports = openPorts(env, (work) => ctx.waitUntil(afterwards(work)), { visitor: readVisitor(request) })
    return app.fetch(request, ports, ctx)
  }

  /**
   * For other Workers, by a service binding: whose access token this is, or null. Asks KV and not D1, so a token that
   * was taken back passes until KV knows, and at most until it expires (decision 13). Throws when KV does not answer.
   */
  async verify(token: unknown): Promise<AccessTokenOwner | null> {
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
      tell(await keepHouse(ports))
    } catch (error) {
      tell({ reason: 'failed' })
      throw error
    }
  }

  #open() {
    return openPorts(this.env, (work) => this.ctx.waitUntil(afterwards(work)))
  }
}
