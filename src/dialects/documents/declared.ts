import * as z from 'zod'
import type { ApiName, Config } from '../../ports/config.ts'
import { fieldsOf, isRegistered, schemaOf } from '../declared-fields.ts'
import { showsUsername } from '../person.ts'
import { FirstName, LastName } from './texts.ts'

/**
 * The shape of an account in responses, with the declared fields of an API, and without a username where accounts have
 * none. `isRegistration`: in the answer to a registration.
 */
export function shownShape(
  config: Config,
  api: ApiName,
  shape: z.ZodObject,
  isRegistration = false,
): z.ZodObject {
  const names = { first_name: FirstName, last_name: LastName }
  const added = Object.entries(api === 'djoser' ? names : {}).filter(([name]) =>
    Object.hasOwn(config.fields, name),
  )
  const own = fieldsOf(config, api)
    .filter(({ field }) => !isRegistration || isRegistered(field))
    .map(({ wire, field }) => [wire, z.any().meta({ override: schemaOf(field) })] as const)
  const plain = showsUsername(config, api) ? shape : shape.omit({ username: true })
  const extra = Object.fromEntries<z.ZodType>([...added, ...own])
  return added.length + own.length === 0 ? plain : plain.extend(extra)
}
