import { complain } from './terminal.ts'

/** Nothing was changed. The message is for the operator and holds no secret. */
export class Refused extends Error {
  override name = 'Refused'
}

/** The exit code of the command, 2 when it was refused. */
export const tellRefusal = async (command: () => Promise<number>): Promise<number> => {
  try {
    return await command()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    complain(error.message)
    return 2
  }
}
