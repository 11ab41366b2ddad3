import { usernameOf } from '../account/names/shown-name.ts'
import type { Config } from '../ports/config.ts'
import type { Account } from '../ports/schema.ts'
import { innermost } from '../ports/unavailable.ts'
import { csvOf } from './csv.ts'
import { fieldsOfAccount } from './person.ts'
import { timeOf, timeOrNull } from './time-of.ts'

const COLUMNS = [
  'id',
  'username',
  'email',
  'first_name',
  'last_name',
  'is_active',
  'awaits_activation',
  'is_staff',
  'email_verified_at',
  'created_at',
  'last_login_at',
]

const rowOf = (account: Account) => [
  account.id,
  usernameOf(account),
  account.email,
  account.firstName,
  account.lastName,
  String(account.isActive),
  String(account.awaitsActivation),
  String(account.isStaff),
  timeOrNull(account.emailVerifiedAt),
  timeOf(account.createdAt),
  timeOrNull(account.lastLoginAt),
]

const writtenOf = (value: unknown): string | null => {
  if (value === null || value === undefined) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** People as the pieces of a CSV file, with the user fields of the configuration in columns of their own. */
export async function* peopleCsv(config: Config, people: AsyncIterable<Account[]>): AsyncGenerator<string> {
  const own = Object.keys(config.fields)
  yield csvOf([[...COLUMNS, ...own]])
  for await (const accounts of people) {
    yield csvOf(
      accounts.map((account) => {
        const { fields = {} } = fieldsOfAccount(config, account)
        return [...rowOf(account), ...own.map((name) => writtenOf((fields as Record<string, unknown>)[name]))]
      }),
    )
  }
}

/** The bytes of text that comes in pieces, each made when it is wanted. */
export function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      try {
        const { value, done } = await pieces.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      } catch (error) {
        // The answer has begun, so it breaks off. drizzle's own message holds the values of the query.
        controller.error(innermost(error))
      }
    },
    cancel: async () => void (await pieces.return(undefined)),
  })
}

export const CSV_HEADERS = {
  'Content-Type': 'text/csv; charset=utf-8',
  'Content-Disposition': 'attachment; filename="people.csv"',
  'Cache-Control': 'no-store',
}
