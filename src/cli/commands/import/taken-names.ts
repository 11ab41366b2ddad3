import { usernameKey } from '../../../account/names/name-keys.ts'
import type { openImportedAccounts } from '../../../ports/imported-accounts.ts'
import type { TakenNames } from '../../import/names/person-plan.ts'

type Imported = ReturnType<typeof openImportedAccounts>

const PAGE = 2_000

/**
 * The usernames and addresses that accounts have. First those of the people of this source, who keep theirs, with their
 * old ids; then everybody's.
 */
export async function* takenNames(imported: Imported, source: string): AsyncGenerator<TakenNames> {
  for (let after = ''; ; ) {
    const page = await imported.namesOfSource(source, after, PAGE)
    for (const each of page) yield* bothKeys(each)
    const last = page.at(-1)
    if (!last) break
    after = last.oldId
  }
  for (let after = ''; ; ) {
    const page = await imported.names(after, PAGE)
    for (const { id: _, ...each } of page) yield* bothKeys(each)
    const last = page.at(-1)
    if (!last) return
    after = last.id
  }
}

/** Accounts from before keys were folded (migration 0009) may have another key than their username leads to. */
function* bothKeys(names: TakenNames): Generator<TakenNames> {
  yield names
  const folded = usernameKey(names.username)
  if (folded !== names.usernameKey) yield { ...names, usernameKey: folded }
}
