type Worker = { fetch(request: Request, env: object, ctx: ExecutionContext): unknown }
type WorkerClass = new (ctx: ExecutionContext, env: object) => { fetch(request: Request): unknown }
type AppEnv = { DB?: D1Database; REVOKED?: KVNamespace }

/** How much longer, in milliseconds, each round trip to D1 takes, each to KV, and that of the client to the Worker. */
type Distance = { d1: number; kv: number; client: number }

const distantHouses = new WeakMap<object, object>()

/** The same Worker, of either form, with storage or clients that are far away. */
export function distant(worker: Worker | WorkerClass, distance: Distance) {
  if (typeof worker === 'function') {
    return class extends worker {
      constructor(ctx: ExecutionContext, env: object) {
        super(ctx, distantEnv(env, distance))
      }

      override async fetch(request: Request) {
        await late(distance.client)
        return super.fetch(request)
      }
    }
  }
  return {
    async fetch(request: Request, env: object, ctx: ExecutionContext) {
      await late(distance.client)
      return worker.fetch(request, distantEnv(env, distance), ctx)
    },
  }
}

/** One for each isolate: what is remembered of an environment is remembered of this one as well. */
function distantEnv(env: AppEnv, { d1, kv }: Distance): object {
  const known = distantHouses.get(env)
  if (known) return known

  const made = {
    ...env,
    ...(env.DB && { DB: distantDatabase(env.DB, d1) }),
    ...(env.REVOKED && { REVOKED: distantNamespace(env.REVOKED, kv) }),
  }
  distantHouses.set(env, made)
  return made
}

// A timer of 0 ms waits for others that are due.
const late = async (ms: number) => {
  if (ms > 0) await scheduler.wait(ms)
}

function distantDatabase(d1: D1Database, ms: number): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>()
  const later =
    <Given extends unknown[], Done>(ask: (...given: Given) => Promise<Done>) =>
    async (...given: Given) => {
      await late(ms)
      return ask(...given)
    }

  function from(statement: D1PreparedStatement): D1PreparedStatement {
    const made = {
      bind: (...values: unknown[]) => from(statement.bind(...values)),
      first: later((...given: [string]) => statement.first(...given)),
      run: later(() => statement.run()),
      all: later(() => statement.all()),
      raw: later((...given: []) => statement.raw(...given)),
    } as D1PreparedStatement
    originals.set(made, statement)
    return made
  }

  return {
    prepare: (query: string) => from(d1.prepare(query)),
    batch: later((statements: D1PreparedStatement[]) =>
      d1.batch(statements.map((statement) => originals.get(statement) ?? statement)),
    ),
    exec: later((query: string) => d1.exec(query)),
  } as unknown as D1Database
}

/** All that a namespace does is a round trip. */
const distantNamespace = (kv: KVNamespace, ms: number): KVNamespace =>
  new Proxy(kv, {
    get:
      (target, name) =>
      async (...given: unknown[]) => {
        await late(ms)
        return Reflect.apply(Reflect.get(target, name) as () => unknown, target, given)
      },
  })
