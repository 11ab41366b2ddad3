import { join } from 'node:path'
import { styleText } from 'node:util'
import type { Config } from '../../../ports/config.ts'
import { curlOf, firstStepsOf } from '../../../ports/first-steps.ts'
import { CORS_LINE } from '../../../ports/settings.ts'
import { projectRoot } from '../../project-root.ts'
import { localUrl } from './local-url.ts'

/** A registration, at an API that is on and takes JSON for it. */
const exampleRequest = (origin: string, config: Config): string => {
  const { register } = firstStepsOf(config)
  return register ? curlOf(origin, register, 7) : `${origin}/docs`
}

export const welcome = (port: number, config: Config, staffUrl?: string): string => {
  const origin = localUrl(port)
  const link = (url: string) => styleText(['cyan', 'underline'], url)
  const label = (text: string) => styleText('dim', text.padEnd(12))
  return `
  ${styleText(['bold', 'green'], 'Gatehouse is running')}

  ${label('Home page')}${link(origin)}
  ${label('API docs')}${link(`${origin}/docs`)}
  ${label('Mailbox')}${link(`${origin}/dev/mailbox`)}  every email it has sent
${staffUrl === undefined ? '' : `  ${label('First staff')}${link(staffUrl)}  makes the account, once\n`}  ${label('Front ends')}any on this machine. In production, in wrangler.toml: ${CORS_LINE}
  ${label('Client')}npm run client, then in your project: npm install ${join(projectRoot, 'client')}
  ${label('Limits')}relaxed per client, as in production per account
  ${label('Data')}.wrangler/state  to start over: stop, then rm -r .wrangler/state
  ${label('Stop')}Ctrl-C

  ${label('Try it')}
  ${exampleRequest(origin, config)}
`
}
