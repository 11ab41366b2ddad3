import { openApp } from '../../src/http/app.ts'
import { afterwards } from '../../src/ports/afterwards.ts'
import { readClientInfo } from '../../src/ports/client-info.ts'
import { openPorts } from '../../src/ports/ports.ts'
import config from './gatehouse.config.ts'

const app = openApp(config)

/** The Worker (src/worker.ts) of a deployment with a brand. */
export default {
  async fetch(request, env, ctx) {
    const later = (work: Promise<unknown>) => ctx.waitUntil(afterwards(work))
    return app.fetch(request, openPorts(env, later, { config, clientInfo: readClientInfo(request) }), ctx)
  },
} satisfies ExportedHandler<Env>
