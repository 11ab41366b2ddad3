import type { OldPerson } from '../../../src/cli/import/source.ts'
import { nobody } from '../../../src/cli/import/values.ts'

/** A person of an old system with an id and a username, and whatever else is given. */
export const person = (oldId: string, known: Partial<OldPerson> = {}): OldPerson => ({
  ...nobody(oldId, 'integer'),
  username: `person${oldId}`,
  dateJoined: Number(oldId),
  password: 'sha1$salt$8d734c43bdd88595edaf5a63bcabe0e560f5613c',
  ...known,
})

export async function* streamOf(people: Iterable<OldPerson>): AsyncGenerator<OldPerson> {
  yield* people
}
