/** How much longer, in milliseconds, each round trip to D1 takes. */
const DELAY = 10

type Worker = { fetch(request: Request, env: object, ctx: ExecutionContext): unknown }
type WorkerClass = new (ctx: ExecutionContext, env: object) => object
type AppEnv = { DB?: D1Database }

const slowedHouses = new WeakMap<object, object>()

/** The same Worker, of either form, with a D1 that is far away. */
export function slowed(worker: Worker | WorkerClass) {
  if (typeof worker === 'function') {
    return class extends worker {
      constructor(ctx: ExecutionContext, env: object) {
        super(ctx, slowEnv(env))
      }
    }
  }
  return {
    fetch: (request: Request, env: object, ctx: ExecutionContext) => worker.fetch(request, slowEnv(env), ctx),
  }
}

/** One for each isolate: what is remembered of an environment is remembered of this one as well. */
function slowEnv(env: AppEnv): object {
  const known = slowedHouses.get(env)
  if (known) return known

  const made = { ...env, ...(env.DB && { DB: slowDatabase(env.DB) }) }
  slowedHouses.set(env, made)
  return made
}

function slowDatabase(d1: D1Database): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>()
  const late =
    <Given extends unknown[], Done>(ask: (...given: Given) => Promise<Done>) =>
    async (...given: Given) => {
      await scheduler.wait(DELAY)
      return ask(...given)
    }

  function slow(statement: D1PreparedStatement): D1PreparedStatement {
    const made = {
      bind: (...values: unknown[]) => slow(statement.bind(...values)),
      first: late((...given: [string]) => statement.first(...given)),
      run: late(() => statement.run()),
      all: late(() => statement.all()),
      raw: late((...given: []) => statement.raw(...given)),
    } as D1PreparedStatement
    originals.set(made, statement)
    return made
  }

  return {
    prepare: (query: string) => slow(d1.prepare(query)),
    batch: late((statements: D1PreparedStatement[]) =>
      d1.batch(statements.map((statement) => originals.get(statement) ?? statement)),
    ),
    exec: late((query: string) => d1.exec(query)),
  } as unknown as D1Database
}
