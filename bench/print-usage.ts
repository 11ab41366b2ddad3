import { complain } from '../src/cli/terminal.ts'

type Unasked = { kind: 'help' } | { kind: 'mistake'; message: string }

const isUnasked = (request: { kind: string }): request is Unasked =>
  request.kind === 'help' || request.kind === 'mistake'

/** Whether nothing was asked for but help, or by mistake: then the usage was told, and the command ends with 2 for a mistake. */
export function printUsage<Request extends { kind: string }>(
  request: Request,
  usage: string,
): request is Extract<Request, Unasked> {
  if (!isUnasked(request)) return false
  if (request.kind === 'help') console.log(usage)
  else {
    complain(`${request.message}\n\n${usage}`)
    process.exitCode = 2
  }
  return true
}
