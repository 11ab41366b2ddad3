import { decodeJwt, isSignedBy, type KeySet } from './jwt.ts'
import type { Json } from './scenario.ts'
import { type Found, isObject, shorten } from './values.ts'
import { fillIn, type Variables } from './variables.ts'

/** Where in the answer a value was found, and how to look further from there. */
export type Place = {
  at: string
  variables: Variables
  compare(wanted: Json, got: Found, below?: string): Promise<string[]>
  compareKeys(wanted: Record<string, Json>, got: Record<string, Json>): Promise<string[]>
  differ(expected: string, got: Found): string[]
}

type NestedMatcher = (argument: Json, got: Found, place: Place) => Promise<string[]>

/** The matchers that hold expectations themselves. */
export const nestedMatchers: Record<string, NestedMatcher> = {
  async $in(argument, got, place) {
    for (const wanted of argument as Json[]) {
      if (await meets(wanted, got, place)) return []
    }
    return place.differ(`one of ${shorten(argument)}`, got)
  },
  async $all(argument, got, place) {
    const all = (argument as Json[]).map((wanted) => place.compare(wanted, got))
    return (await Promise.all(all)).flat()
  },
  async $not(argument, got, place) {
    return (await meets(argument, got, place)) ? place.differ(`not ${shorten(argument)}`, got) : []
  },
  async $each(argument, got, place) {
    if (!Array.isArray(got) || got.length === 0) return place.differ('a filled array', got)
    const all = got.map((item, index) => place.compare(argument, item, `[${index}]`))
    return (await Promise.all(all)).flat()
  },
  async $set(argument, got, place) {
    const problems = place.differ(`in any order: ${shorten(argument)}`, got)
    const wanted = argument as Json[]
    if (!Array.isArray(got) || got.length !== wanted.length) return problems
    const left = [...got]
    for (const item of wanted) {
      const index = await findMeeting(item, left, place)
      if (index < 0) return problems
      left.splice(index, 1)
    }
    return []
  },
  async $contains(argument, got, place) {
    if (typeof got === 'string' && typeof argument === 'string') {
      const isPart = got.includes(fillIn(argument, place.variables))
      return isPart ? [] : place.differ(`text with ${shorten(argument)}`, got)
    }
    if (isObject(got) && isObject(argument)) return place.compareKeys(argument, got)
    if (!Array.isArray(got)) return place.differ(`something with ${shorten(argument)}`, got)
    for (const wanted of Array.isArray(argument) ? argument : [argument]) {
      if ((await findMeeting(wanted, got, place)) < 0)
        return place.differ(`an array with ${shorten(wanted)}`, got)
    }
    return []
  },
  async $jwt(argument, got, place) {
    const wanted = argument as { header?: Json; claims?: Json; lifetime?: number; signed_by?: string }
    const jwt = decodeJwt(got)
    if (!jwt) return place.differ('a JWT', got)
    const { token, header, claims } = jwt
    const problems: string[] = []
    if (wanted.header !== undefined)
      problems.push(...(await place.compare(wanted.header, header, '<header>')))
    if (wanted.claims !== undefined)
      problems.push(...(await place.compare(wanted.claims, claims, '<claims>')))
    const lifetime = Number(claims.exp ?? 0) - Number(claims.iat ?? 0)
    if (wanted.lifetime !== undefined && lifetime !== wanted.lifetime) {
      problems.push(...place.differ(`exp - iat = ${wanted.lifetime}`, claims))
    }
    if (wanted.signed_by !== undefined) {
      const keys: KeySet = JSON.parse(fillIn(wanted.signed_by, place.variables))
      const isSigned = await isSignedBy(keys, header, token)
      if (!isSigned) problems.push(`${place.at}: not signed by a key of ${wanted.signed_by}`)
    }
    return problems
  },
}

async function meets(wanted: Json, got: Found, place: Place): Promise<boolean> {
  return (await place.compare(wanted, got)).length === 0
}

async function findMeeting(wanted: Json, items: Json[], place: Place): Promise<number> {
  const met = await Promise.all(items.map((item) => meets(wanted, item, place)))
  return met.indexOf(true)
}
