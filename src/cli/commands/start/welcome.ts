import { styleText } from 'node:util'
import { localUrl } from './local-url.ts'

const exampleRequest = (origin: string) => {
  const account = { username: 'ada', password: 'Vq7-mountain-Kestrel', email: 'ada@example.com' }
  return `curl -i ${origin}/auth/users/ -H 'content-type: application/json' \\
       -d '${JSON.stringify(account)}'`
}

export const welcome = (port: number): string => {
  const origin = localUrl(port)
  const link = (url: string) => styleText(['cyan', 'underline'], url)
  const label = (text: string) => styleText('dim', text.padEnd(11))
  return `
  ${styleText(['bold', 'green'], 'Gatehouse is running')}

  ${label('Home page')}${link(origin)}
  ${label('API docs')}${link(`${origin}/docs`)}
  ${label('Mailbox')}${link(`${origin}/dev/mailbox`)}  every email it has sent
  ${label('Limits')}relaxed per client, as in production per account
  ${label('Data')}.wrangler/state  to start over: stop, then rm -r .wrangler/state
  ${label('Stop')}Ctrl-C

  ${label('Try it')}
  ${exampleRequest(origin)}
`
}
