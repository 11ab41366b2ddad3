import { type Command, CommanderError } from 'commander'
import { vi } from 'vitest'

/** What a command reads from its arguments: a request, `help`, or the message about a mistake. */
export const readArguments = async <Request>(
  declare: (run: (request: Request) => void) => Command,
  args: string[],
): Promise<Request | 'help' | { mistake: string }> => {
  const requests: Request[] = []
  const spies = [
    vi.spyOn(process.stdout, 'write').mockReturnValue(true),
    vi.spyOn(process.stderr, 'write').mockReturnValue(true),
  ]
  try {
    await declare((request) => void requests.push(request)).parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 'help' : { mistake: error.message.replace(/^error: /, '') }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  const [request] = requests
  if (request === undefined || requests.length > 1) throw new Error(`${requests.length} requests`)
  return request
}
