import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
// @ts-expect-error: express comes without types.
import express from 'express'
import { Hono } from 'hono'
import { onTestFinished } from 'vitest'
import { gatehouse as expressKit } from '../../../kits/express/gatehouse.mjs'
import { gatehouse as honoKit } from '../../../kits/hono/gatehouse.ts'

type Answer = { status: number; body: unknown }

/** An old service behind a kit, which answers with who is asking. */
export type Service = {
  ask: (token?: string) => Promise<Answer>
  /** Moves the service's clock on, in seconds. */
  forward: (seconds: number) => void
  /** What the kit asked of Gatehouse, by path. Django's kits do not tell. */
  requests: string[]
  /** Waits for what the kit asks in the background. */
  settled: () => Promise<void>
}

export type KitOptions = {
  issuer: string
  revocationsSecret?: string
  whenStale?: 'refuse' | 'accept'
  optional?: boolean
  /** What Gatehouse answers in place of the real one. */
  replace?: (path: string) => Response | undefined
}

const headersOf = (token?: string) => (token === undefined ? {} : { authorization: `Bearer ${token}` })

function openWorld({ replace = () => undefined }: KitOptions) {
  let ahead = 0
  const requests: string[] = []
  const pending = new Set<Promise<unknown>>()
  const receive = async (url: string, init?: RequestInit) => {
    const response = replace(new URL(url).pathname) ?? (await fetch(url, init))
    // The body is here with the answer, so that nothing is on its way once it has settled.
    return new Response(await response.arrayBuffer(), response)
  }
  const send: typeof fetch = (input, init) => {
    const url = String(input)
    requests.push(new URL(url).pathname)
    const received = receive(url, init)
    pending.add(received.catch(() => {}))
    return received
  }
  return {
    requests,
    settled: async () => {
      await Promise.all(pending)
      await pause(10)
    },
    world: { now: () => Date.now() + ahead, fetch: send },
    forward: (seconds: number) => {
      ahead += seconds * 1000
    },
  }
}

export async function openExpress(options: KitOptions): Promise<Service> {
  const { world, ...others } = openWorld(options)
  const app = express()
  app.use(expressKit({ ...options, ...world }))
  app.get('/', (req: { user?: { id: unknown; session: string } }, res: { json: (body: object) => void }) =>
    res.json({ user: req.user?.id ?? null, session: req.user?.session ?? null }),
  )
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return {
    ...others,
    ask: async (token) => {
      const response = await fetch(`http://127.0.0.1:${port}/`, { headers: headersOf(token) })
      return { status: response.status, body: await response.json() }
    },
  }
}

export async function openHono(options: KitOptions): Promise<Service> {
  const { world, ...others } = openWorld(options)
  const { revocationsSecret, ...given } = options
  const app = new Hono<{ Bindings: { SECRET?: string } }>()
    .use(honoKit({ ...given, ...world, revocationsSecret: (c) => c.env.SECRET }))
    .get('/', (c) => c.json({ user: c.var.user?.id ?? null, session: c.var.user?.session ?? null }))
  return {
    ...others,
    ask: async (token) => {
      const response = await app.request(
        '/',
        { headers: headersOf(token) },
        revocationsSecret === undefined ? {} : { SECRET: revocationsSecret },
      )
      return { status: response.status, body: await response.json() }
    },
  }
}

const NEEDED = 'import django, rest_framework, jwt, cryptography'

/** A Python that has Django, DRF and PyJWT; undefined if there is none, which is said. */
export function findPython(): string | undefined {
  const found = ['python3', '/usr/bin/python3'].find(
    (program) => spawnSync(program, ['-c', NEEDED], { stdio: 'ignore' }).status === 0,
  )
  if (!found)
    console.log(
      'The kits for Django are not tested: no python3 here has Django, DRF, PyJWT and cryptography.',
    )
  return found
}

/** A service of Django, in a process of its own. It knows a user by this name. */
export async function openDjango(
  python: string,
  kit: 'drf' | 'django',
  { issuer, revocationsSecret = '', whenStale = 'refuse' }: KitOptions,
  user: string,
): Promise<Service> {
  const script = join(import.meta.dirname, 'service.py')
  const service = spawn(python, [script, kit, issuer, revocationsSecret, whenStale], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  onTestFinished(() => void service.stdin.end())
  const lines = createInterface(service.stdout)[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value ?? 'null')
  await next()
  const tell = async (asked: object): Promise<Answer> => {
    service.stdin.write(`${JSON.stringify(asked)}\n`)
    return next()
  }
  let ahead = 0
  await tell({ user })
  return {
    requests: [],
    settled: async () => {},
    forward: (seconds) => {
      ahead += seconds
    },
    ask: (token) => {
      const forward = ahead
      ahead = 0
      return tell({ forward, ...headersOf(token) })
    },
  }
}
