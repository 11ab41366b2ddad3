import { type Command, InvalidArgumentError } from 'commander'
import { command, wholeNumber } from '../../command.ts'
import { reportRefusal } from '../../refused.ts'

/** Without an `origin` the property tests run. */
export type FuzzRequest = {
  origin?: string
  requests: number
  seed: number
  operation?: string
  only?: string
  atOnce: number
}

type Options = Omit<FuzzRequest, 'origin' | 'seed'> & { seed?: number }

const originOf = (address: string): string => {
  const url = URL.parse(address)
  if (url && /^https?:$/.test(url.protocol)) return url.origin
  throw new InvalidArgumentError('It must begin with http:// or https://.')
}

const pathOf = (text: string): string => {
  if (/^\d+(:\d+)*$/.test(text)) return text
  throw new InvalidArgumentError("It must be as a finding shows it: '12' or '12:0:3'.")
}

const MOST_SEED = 2 ** 32 - 1

const fuzz = async ({ origin, ...rest }: FuzzRequest): Promise<void> => {
  if (origin === undefined) {
    const { fuzzProperties } = await import('./fuzz-properties.ts')
    process.exitCode = await fuzzProperties()
    return
  }
  const { fuzzServer } = await import('./fuzz-server.ts')
  // Connections are kept open, and would keep the process alive.
  process.exit(await reportRefusal(() => fuzzServer({ origin, ...rest })))
}

export const fuzzCommand = (
  run: (request: FuzzRequest) => void | Promise<void> = fuzz,
  anySeed = () => Date.now() % MOST_SEED,
) =>
  command(
    'fuzz',
    `Sends unexpected input.

Without a URL it runs the long property tests in workerd. With one it tests a running server against its own API documents. It creates accounts there and changes them, so never use a server that people use.`,
  )
    .summary('Sends unexpected input.')
    .argument('[url]', 'the URL of a running server', originOf)
    .option('--requests <number>', 'how many requests', wholeNumber(0, 1e9), 10_000)
    .option(
      '--seed <number>',
      'the same seed makes the same requests (default: a new one)',
      wholeNumber(0, MOST_SEED),
    )
    .option('--operation <name>', "only one operation, such as 'POST /account/login'")
    .option('--only <path>', 'send one request of the seed and the operation, and print the response', pathOf)
    .option('--at-once <number>', 'how many requests at a time', wholeNumber(1, 256), 8)
    .action((origin: string | undefined, options: Options, self: Command) => {
      if (options.only !== undefined && options.operation === undefined)
        self.error("error: option '--only <path>' needs option '--operation <name>'")
      return run({ ...(origin !== undefined && { origin }), ...options, seed: options.seed ?? anySeed() })
    })
