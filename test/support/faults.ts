import { vi } from 'vitest'
import { openChange } from '../../src/ports/change.ts'
import type { EmailMessage, Mail } from '../../src/ports/mail.ts'
import type { Ports } from '../../src/ports/ports.ts'

type Methods<Binding> = {
  [Name in keyof Binding]: Binding[Name] extends (...parameters: never[]) => unknown ? Name : never
}[keyof Binding]

/** A binding one of whose methods fails so many times, as if the network were down, before it does anything. */
export const failing = <Binding extends object>(
  binding: Binding,
  method: Methods<Binding>,
  times = Infinity,
) =>
  around(binding, method, times, async () => {
    throw new Error('Network connection lost.')
  })

/** A binding one of whose methods does what it should, so many times, and then loses the answer. */
export const losingAnswers = <Binding extends object>(
  binding: Binding,
  method: Methods<Binding>,
  times = Infinity,
) =>
  around(binding, method, times, async (call) => {
    await call()
    throw new Error('Network connection lost.')
  })

function around<Binding extends object>(
  binding: Binding,
  method: Methods<Binding>,
  times: number,
  instead: (call: () => Promise<unknown>) => Promise<unknown>,
): Binding {
  let left = times
  return new Proxy(binding, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...parameters: unknown[]) => {
        const call = () => Reflect.apply(member, target, parameters) as Promise<unknown>
        if (name !== method || left-- <= 0) return call()
        return instead(call)
      }
    },
  })
}

/**
 * The same ports, but a batch waits at a gate before it is committed, unless it counts a try: a test decides who comes
 * first. `reached` is fulfilled when somebody waits there.
 */
export function heldBack(ports: Ports) {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const { promise: reached, resolve: arrive } = Promise.withResolvers<void>()
  const held = async (...statements: Parameters<Ports['commit']>) => {
    if (statements.some(isTry)) return ports.commit(...statements)
    arrive()
    await opened
    return ports.commit(...statements)
  }
  const commit = held as Ports['commit']
  return { ports: { ...ports, commit, change: openChange({ ...ports, commit }) }, reached, open }
}

const isTry = (statement: object) =>
  (statement as { toSQL(): { sql: string } }).toSQL().sql.startsWith('insert into "attempts"')

/** An email box that refuses so many emails, and keeps the others in the order in which they came. */
export function moodyMail(refusals: number, keepsSent = false) {
  const emails: EmailMessage[] = []
  const tries = { count: 0 }
  const mail: Mail = {
    async send(message) {
      tries.count++
      if (tries.count <= refusals) throw new Error(`550 no such mailbox: ${message.to}`)
      emails.push(message)
    },
    keepsSent,
  }
  return { mail, emails, tries }
}

/** Whether something is let through. */
export const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  )

/** The lines that are logged meanwhile, and kept out of the test's own output. */
export async function linesLoggedBy(work: () => Promise<unknown>): Promise<string[]> {
  const logged = vi
    .spyOn(console, 'error')
    .mockClear()
    .mockImplementation(() => {})
  try {
    await work()
    return logged.mock.calls.map(([line]) => String(line))
  } finally {
    logged.mockRestore()
  }
}
