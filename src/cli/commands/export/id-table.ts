import { usernameOf } from '../../../account/names/shown-name.ts'
import type { AllPeople } from '../../../ports/all-people.ts'
import type { Account } from '../../../ports/schema.ts'
import { importedPages, openSeen, otherPages } from './read-people.ts'

const COLUMNS = 'source,old_id,id,number,object_id,username,email,is_active,created_at'

/** A value of CSV (RFC 4180). */
const cell = (value: string | number | boolean | null): string => {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const lineOf = (source: string, oldId: string, id: string, account: Account | null) =>
  `${[
    ...[source, oldId, id],
    ...(account
      ? [account.number, account.objectId, usernameOf(account), account.email, account.isActive]
      : [null, null, null, null, null]),
    account && new Date(account.createdAt).toISOString(),
  ]
    .map(cell)
    .join(',')}\r\n`

/** The ids of everybody, there and here, as CSV. Accounts that were deleted here have an id and nothing else. */
export async function* idTable(people: AllPeople, onPeople: (count: number) => void): AsyncGenerator<string> {
  const seen = openSeen()
  try {
    yield `${COLUMNS}\r\n`
    for await (const page of importedPages(people)) {
      for (const { source, oldId, accountId, account } of page) {
        seen.add(accountId)
        yield lineOf(source, oldId, accountId, account)
      }
      onPeople(page.length)
    }
    for await (const page of otherPages(people, seen)) {
      for (const account of page) yield lineOf('', '', account.id, account)
      onPeople(page.length)
    }
  } finally {
    seen.close()
  }
}
