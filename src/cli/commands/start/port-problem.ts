import { once } from 'node:events'
import { createServer } from 'node:net'

const bindError = async (host: string, port: number): Promise<string | undefined> => {
  const server = createServer()
  try {
    server.listen({ host, port })
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code
  }
}

/**
 * Why the API could not use this port, undefined when it can. Both loopbacks are tried: the API listens on the first
 * only, but on many machines `localhost` is the second.
 */
export const portProblem = async (port: number): Promise<string | undefined> => {
  const errors = [await bindError('127.0.0.1', port), await bindError('::1', port)]
  if (errors.includes('EADDRINUSE')) return `Port ${port} is in use`
  if (errors.includes('EACCES')) return `Port ${port} needs more privileges than you have`
  return undefined
}
