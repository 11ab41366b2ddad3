import { env } from 'cloudflare:workers'

/** What goes wrong with one call: before anything was done, after all of it was, or without an end. */
type Fault = 'lost' | 'overloaded' | 'answer lost' | 'hangs' | 'applied and hangs'

export type Part = 'D1' | 'KV' | 'R2' | 'mail'
export type Call = { part: Part; writes: boolean }

/** What goes wrong with the call number `at` of a part, and with every later one of the same part, if anything does. */
export type Plan = { part: Part; at: number; fault: Fault; later?: Fault }

const MESSAGES = {
  lost: 'D1_ERROR: Network connection lost.',
  overloaded: 'D1_ERROR: D1 DB is overloaded. Too many requests queued.',
}

type Work = () => Promise<unknown>

/** D1, KV, R2 and mail as they are, but every call is noted, and goes wrong as planned. */
export function fragileBindings() {
  const calls: Call[] = []
  const running = new Set<Promise<unknown>>()
  const touched = new Set<Part>()
  let plan: Plan | undefined
  let wrote: () => Promise<void> = async () => {}

  async function call(part: Part, writes: boolean, work: Work): Promise<unknown> {
    const at = calls.filter((each) => each.part === part).length
    calls.push({ part, writes })
    switch (
      plan?.part === part ? (at === plan.at ? plan.fault : at > plan.at ? plan.later : undefined) : undefined
    ) {
      case 'lost':
        throw new Error(MESSAGES.lost)
      case 'overloaded':
        throw new Error(MESSAGES.overloaded)
      case 'hangs':
        return never()
      case 'answer lost':
        await run(part, writes, work)
        throw new Error(MESSAGES.lost)
      case 'applied and hangs':
        await run(part, writes, work)
        return never()
      case undefined:
        return run(part, writes, work)
    }
  }

  async function run(part: Part, writes: boolean, work: Work): Promise<unknown> {
    if (writes) touched.add(part)
    const done = work()
    running.add(done)
    try {
      return await done
    } finally {
      running.delete(done)
      if (part === 'D1' && writes) await wrote()
    }
  }

  const guard = <Binding extends object>(part: Part, binding: Binding, writing: string[]): Binding =>
    new Proxy(binding, {
      get(target, name) {
        const member = Reflect.get(target, name) as (...parameters: unknown[]) => Promise<unknown>
        return (...parameters: unknown[]) =>
          call(part, writing.includes(String(name)), () => Reflect.apply(member, target, parameters))
      },
    })

  return {
    bindings: {
      DB: guardDatabase(env.DB, (writes, work) => call('D1', writes, work)),
      REVOKED: guard('KV', env.REVOKED, ['put']),
      PICTURES: guard('R2', env.PICTURES, ['put', 'delete']),
    },
    /** The email box as Cloudflare has it. */
    emailTo: (send: (message: { to: string; subject: string }) => void) =>
      guard('mail', { send: async (message: { to: string; subject: string }) => send(message) }, [
        'send',
      ]) as unknown as SendEmail,
    /** Begins to count anew. `afterWrite` runs before whoever wrote to D1 hears of it. */
    begin(next?: Plan, afterWrite: () => Promise<void> = async () => {}): void {
      plan = next
      wrote = afterWrite
      calls.length = 0
    },
    calls: (): Call[] => [...calls],
    /** What was written to, until it is taken out. */
    touched,
    /** Waits for what nobody waits for any more. */
    async idle(): Promise<void> {
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}

const never = () => new Promise<never>(() => {})

function guardDatabase(database: D1Database, call: (writes: boolean, work: Work) => Promise<unknown>) {
  const originals = new WeakMap<object, D1PreparedStatement>()

  function guardStatement(statement: D1PreparedStatement, writes: boolean): D1PreparedStatement {
    const guarded = new Proxy(statement, {
      get(target, name) {
        const member = Reflect.get(target, name) as (...parameters: unknown[]) => Promise<unknown>
        return (...parameters: unknown[]) =>
          name === 'bind'
            ? guardStatement(target.bind(...parameters), writes)
            : call(writes, () => Reflect.apply(member, target, parameters))
      },
    })
    originals.set(guarded, statement)
    return guarded
  }

  return {
    prepare: (query: string) => guardStatement(database.prepare(query), !/^\s*select\b/i.test(query)),
    batch: (statements: D1PreparedStatement[]) =>
      call(true, () => database.batch(statements.map((each) => originals.get(each) ?? each))),
  } as D1Database
}
