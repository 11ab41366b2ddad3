import { parseArgs } from 'node:util'
import { type Mistake, mistakeOf } from './parse-mistake.ts'

export const DEFAULT_PORT = 8787

export const usage = `Starts the API on this machine, with a database, mailbox and keys of its own.

  npm start                    on http://localhost:${DEFAULT_PORT}
  npm start -- --port 9000     on another port
  npm start -- --log           with the lines that an operator sees of each request
  npm start -- --help          this text`

export type StartRequest = { kind: 'start'; port: number; showLog: boolean } | { kind: 'help' } | Mistake

const isPort = (text: string) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535

export const parseStartArguments = (args: string[]): StartRequest => {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string', short: 'p', default: String(DEFAULT_PORT) },
        log: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return { kind: 'help' }
    if (!isPort(values.port)) {
      return { kind: 'mistake', message: `A port is a number from 1 to 65535, not “${values.port}”` }
    }
    return { kind: 'start', port: Number(values.port), showLog: values.log }
  } catch (error) {
    return mistakeOf(error as Error)
  }
}
