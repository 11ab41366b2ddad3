import { styleText } from 'node:util'

export const exampleRequest = (origin: string) => {
  const account = { username: 'ada', password: 'Vq7-mountain-Kestrel', email: 'ada@example.com' }
  return `curl -i ${origin}/auth/users/ -H 'content-type: application/json' \\
       -d '${JSON.stringify(account)}'`
}

export const welcome = (port: number): string => {
  const origin = `http://localhost:${port}`
  const link = (url: string) => styleText(['cyan', 'underline'], url)
  const label = (text: string) => styleText('dim', text.padEnd(11))
  return `
  ${styleText(['bold', 'green'], 'Gatehouse is up')}

  ${label('Start here')}${link(origin)}
  ${label('Documents')}${link(`${origin}/docs`)}
  ${label('Mailbox')}${link(`${origin}/dev/mailbox`)}  every email that was sent
  ${label('Limits')}per client relaxed a thousandfold, per account as in production
  ${label('Data')}.wrangler/state  to start afresh: stop, then rm -r .wrangler/state
  ${label('Stop')}Ctrl-C

  ${label('Try it')}
  ${exampleRequest(origin)}
`
}
