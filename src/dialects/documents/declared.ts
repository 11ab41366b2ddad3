import * as z from 'zod'
import type { ApiName, Config } from '../../ports/config.ts'
import type { Answer } from '../../ports/user-field.ts'
import { fieldsOf, isShown, schemaOf } from '../declared-fields.ts'
import { showsUsername } from '../person.ts'
import { FirstName, LastName } from './texts.ts'

/**
 * The shape of an account in responses, with the declared fields of an API, and without a username where accounts have
 * none.
 */
export function shownShape(
  config: Config,
  api: ApiName,
  shape: z.ZodObject,
  answer: Answer = 'owner',
): z.ZodObject {
  const names = { first_name: FirstName, last_name: LastName }
  const added = Object.entries(api === 'djoser' ? names : {}).filter(([name]) => isIn(config, name, answer))
  const own = fieldsOf(config, api)
    .filter(({ field }) => isShown(field, answer))
    .map(({ wire, field }) => [wire, z.any().meta({ override: schemaOf(field) })] as const)
  const shown = showsUsername(config, api) ? shape : shape.omit({ username: true })
  const hidden = Object.keys(shown.shape).filter(
    (name) => Object.hasOwn(config.fields, name) && !isIn(config, name, answer),
  )
  const plain = hidden.length === 0 ? shown : without(shown, hidden)
  const extra = Object.fromEntries<z.ZodType>([...added, ...own])
  return plain === shape && Object.keys(extra).length === 0
    ? shape
    : plain.extend(extra).meta(nameIn(shape, answer))
}

const PREFIXES: Record<Answer, string> = { owner: '', registration: 'New', user: 'Other' }

/** The name of the shape of an account in an answer: what is shown of it differs by who is told. */
export function nameIn(shape: z.ZodObject, answer: Answer): { id?: string } {
  const { id } = shape.meta() ?? {}
  return id === undefined ? {} : { id: PREFIXES[answer] + id }
}

const without = (shape: z.ZodObject, names: string[]) =>
  z.object(Object.fromEntries(Object.entries(shape.shape).filter(([name]) => !names.includes(name))))

const isIn = ({ fields }: Config, name: string, answer: Answer) => {
  const field = fields[name]
  return field !== undefined && isShown(field, answer)
}
