import { app } from './http/app.ts'
import { openPorts } from './ports/ports.ts'

/** The front door. Cloudflare's Env becomes Ports here, and goes no further. */
export default {
  fetch(request, env, context) {
    const ports = openPorts(env, (work) => context.waitUntil(work))
    return app.fetch(request, ports, context)
  },

  async scheduled(_controller, env, context) {
    const ports = openPorts(env, (work) => context.waitUntil(work))
    await ports.outbox.runDue()
    await ports.pictures.deleteDiscarded()
    await ports.commit(
      ports.outbox.deleteDone(),
      ports.sessions.deleteExpired(ports.clock.now()),
      ports.tickets.deleteExpired(ports.clock.now()),
    )
  },
} satisfies ExportedHandler<Env>
