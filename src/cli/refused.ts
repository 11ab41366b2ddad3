import { complain } from './terminal.ts'

/** Nothing was changed. The message is for the operator and holds no secret. */
export class Refused extends Error {
  override name = 'Refused'
}

/** Runs a command and returns its exit code, 2 when it was refused. */
export const reportRefusal = async (command: () => Promise<number>): Promise<number> => {
  try {
    return await command()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    complain(error.message)
    return 2
  }
}
