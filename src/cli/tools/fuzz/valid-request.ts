import type { Chance } from './chance.ts'
import type { Operation, Schema } from './operations.ts'
import { newName, type Person } from './people.ts'

/** A request before it is written out. */
export type Draft = {
  method: string
  path: string
  headers: Record<string, string>
  media: string | undefined
  fields: Record<string, unknown>
}

const NOBODY = '11111111-2222-4333-8444-555555555555'
/** The smallest PNG. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)

/** A request as the document of the operation wants it. */
export const validRequest = (operation: Operation, person: Person, chance: Chance): Draft => {
  const media = chance.pick([...Object.keys(operation.bodies), undefined])
  const chosen = media ?? Object.keys(operation.bodies)[0]
  const schema = chosen === undefined ? {} : operation.bodies[chosen]
  return {
    method: operation.method,
    path: operation.path.replace('{id}', chance.percent(85) ? person.id : NOBODY),
    headers: operation.needsLogin ? { authorization: signature(person, chance) } : {},
    media: chosen,
    fields: Object.fromEntries(
      Object.entries(schema?.properties ?? {})
        .filter(([name]) => schema?.required?.includes(name) || chance.percent(50))
        .map(([name, of]) => [name, fieldValue(name, of, person, chance)]),
    ),
  }
}

const signature = ({ token, known }: Person, chance: Chance) =>
  `${chance.pick(['Token', 'Bearer', 'JWT'])} ${chance.pick([token, token, known.access ?? known.accessToken ?? token])}`

const fieldValue = (name: string, { format, examples }: Schema, person: Person, chance: Chance): unknown => {
  if (format === 'binary') return PIXEL
  if (name === 'image') return PIXEL.toString('base64')
  if (name === 'username' || name === 'identifier')
    return chance.percent(60) ? person.username : newName(chance)
  if (/username$/.test(name)) return newName(chance)
  if (format === 'email') return chance.percent(50) ? person.email : `${newName(chance)}@example.com`
  if (format === 'password') return chance.percent(85) ? person.password : 'Zx4-harbour-Lantern'
  return person.known[name] ?? examples?.[0] ?? 'x'
}
