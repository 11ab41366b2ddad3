import type * as z from 'zod/mini'
import type { Issue } from '../account/refusal.ts'
import type { Config } from '../ports/config.ts'
import type { Fields } from './dialect.ts'
import { namesIn } from './reading.ts'

/** What answers have: a client may send back what it was given, though it cannot write it. And Turnstile's field. */
const SHOWN = ['id', '_id', 'username', 'email', 'first_name', 'last_name', 'cf-turnstile-response']

/** The fields that a form does not have and that no answer shows, where the configuration refuses them. */
export function unknownFields({ config }: { config: Config }, shape: z.ZodMiniType, fields: Fields): Issue[] {
  if (!config.refuseUnknownFields) return []
  const declared = Object.entries(config.fields).flatMap(([name, { names = {} }]) => [
    name,
    ...Object.values(names),
  ])
  const known = new Set<unknown>([...namesIn(shape), ...SHOWN, ...declared])
  return Object.keys(fields)
    .filter((name) => !known.has(name))
    .map((field) => ({ field, fault: 'unknown' }))
}
