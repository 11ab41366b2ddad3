import { Refused } from '../../refused.ts'
import { note } from '../../terminal.ts'
import { DEFAULT_PORT } from './local-url.ts'
import { portProblem } from './port-problem.ts'

/** How many ports are tried, from the default on. */
const TRIES = 20

/**
 * The port that was asked for, or else the default or the next one that is free. Throws Refused when a port that was
 * asked for cannot be used: links and settings of somebody else may depend on it.
 */
export const choosePort = async (wanted: number | undefined, from = DEFAULT_PORT): Promise<number> => {
  if (wanted !== undefined) {
    const problem = await portProblem(wanted)
    if (!problem) return wanted
    throw new Refused(
      `${problem}. Choose another one, or leave out --port: npm start then takes one that is free`,
    )
  }
  const problem = await portProblem(from)
  if (!problem) return from
  const free = await nextFree(from + 1)
  note(`${problem}, so this server listens on ${free}`)
  return free
}

const nextFree = async (from: number): Promise<number> => {
  for (let port = from; port < from + TRIES; port += 1) if (!(await portProblem(port))) return port
  throw new Refused(
    `No port from ${from - 1} to ${from + TRIES - 1} is free. Choose one: npm start -- --port 9000`,
  )
}
