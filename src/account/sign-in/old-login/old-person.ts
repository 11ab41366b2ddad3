import { plain } from '../../imported/field-values.ts'
import { namesOf } from '../../imported/old-names.ts'
import { readOldId, readText } from '../../imported/old-values.ts'

type Profile = Record<string, unknown>

/** Where APIs put what they say of a person. */
const INSIDE = ['data', 'user', 'profile']

const isObject = (value: unknown): value is Profile =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One object of the answer and of those in it. What is further out counts. */
function flatten(answer: Profile, depth = 2): Profile {
  if (depth === 0) return answer
  const inner = INSIDE.map((name) => answer[name]).filter(isObject)
  return Object.assign({}, ...inner.map((each) => flatten(each, depth - 1)), answer)
}

/** What an API of the old back end says of a person. Undefined without an id, by which nobody comes twice. */
export function readOldPerson(answer: Profile) {
  const profile = flatten(answer)
  const values = new Map(Object.entries(profile).map(([name, value]) => [plain(name), value]))
  const textOf = (...names: string[]) => names.map((name) => readText(values.get(name))).find(Boolean) ?? ''
  const id = textOf('id', 'pk', 'userid')
  if (id === '') return undefined
  const [firstName, lastName] = namesOf({
    firstName: textOf('firstname'),
    lastName: textOf('lastname'),
    fullName: textOf('fullname', 'name'),
  })
  const joined = Date.parse(textOf('datejoined', 'createdat'))
  return {
    ...readOldId(id),
    username: textOf('username'),
    email: textOf('email'),
    firstName,
    lastName,
    /** Milliseconds. */
    joined: Number.isNaN(joined) ? undefined : joined,
    fields: profile,
  }
}

export type OldPersonHere = NonNullable<ReturnType<typeof readOldPerson>>
