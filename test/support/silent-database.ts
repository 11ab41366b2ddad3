/** A database that does not answer: every statement fails once it is sent, as it does when D1 is out of reach. */
export function silentDatabase(message = 'D1_ERROR: Network connection lost.'): D1Database {
  const fail = async () => {
    throw new Error(message)
  }
  const statement = { bind: () => statement, first: fail, run: fail, all: fail, raw: fail }
  return { prepare: () => statement, batch: fail } as unknown as D1Database
}
