import type { Context } from 'hono'
import { Refusal } from '../../account/refusal.ts'
import { type AppEnv, hear } from '../dialect.ts'
import { byField } from '../django-sentences.ts'
import { readForm } from '../reading.ts'
import type { Filled } from './link-form.ts'

/** The text fields of a form, by name. */
export async function readTyped(c: Context<AppEnv>): Promise<Record<string, string>> {
  const form = await readForm(c, c.env.settings.JSON_BODY_BYTES)
  return Object.fromEntries(form.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/** What the form shows for invalid fields. Throws every other error again. */
export function problemsOf(c: Context<AppEnv>, error: unknown, values: Record<string, string>): Filled {
  if (!(error instanceof Refusal && error.reason === 'invalid')) throw error
  hear(c, error)
  return {
    values,
    problems: byField(error.issues, {
      names: {},
      taken: {},
      wrong: 'This code is wrong or no longer works.',
    }),
  }
}
