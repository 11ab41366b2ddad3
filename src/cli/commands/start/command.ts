import { command, exits, wholeNumber } from '../../command.ts'
import { stopOnSignal } from '../../stop-signal.ts'
import { DEFAULT_PORT } from './local-url.ts'
import type { StartOptions } from './start-api.ts'

const start = async (options: StartOptions): Promise<number> => {
  const { startApi } = await import('./start-api.ts')
  return startApi(options, stopOnSignal())
}

export const startCommand = (run: (options: StartOptions) => void | Promise<void> = exits(start)) =>
  command('start', 'Starts the API on this machine, with its own database, mailbox and keys.')
    .option(
      '-p, --port <number>',
      `the port to listen on (default: ${DEFAULT_PORT}, or the next one that is free)`,
      wholeNumber(1, 65_535),
    )
    .option('--log', 'also print the log line of each request', false)
    .action((options: StartOptions) => run(options))
