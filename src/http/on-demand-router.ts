import type { Params, Result, Router } from 'hono/router'
import { PatternRouter } from 'hono/router/pattern-router'

/** Tries its own routes, which are the middleware, and then those of the apps that a path may belong to. */
export class OnDemandRouter<Handler> extends PatternRouter<Handler> {
  readonly #routersAt: (path: string) => readonly Router<Handler>[]

  constructor(routersAt: (path: string) => readonly Router<Handler>[]) {
    super()
    this.#routersAt = routersAt
  }

  override match(method: string, path: string): Result<Handler> {
    const own = super.match(method, path)
    const others = this.#routersAt(path).map((router) => router.match(method, path))
    // Each is a PatternRouter, which gives parameters by name.
    return [[own, ...others].flatMap(([found]) => found as [Handler, Params][])]
  }
}
