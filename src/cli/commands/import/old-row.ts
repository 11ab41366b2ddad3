import type { Ports } from '../../../ports/ports.ts'
import type { Account } from '../../../ports/schema.ts'
import { openWayBack } from '../../../ports/way-back.ts'
import type { OldPerson } from '../../import/source.ts'

/** What an export compares, to know what was changed here. */
const GIVEN = [
  ...(['username', 'email', 'firstName', 'lastName', 'isActive', 'isStaff'] as const),
  ...(['emailVerifiedAt', 'lastLoginAt', 'updatedAt', 'fields'] as const),
]

/**
 * What is kept of a person for a way back: their rows in the other system as they were stored, and what the import made
 * of them. The password is not in it: it is sealed with the hash.
 */
export type OldRow = {
  rows: OldPerson['rows']
  given: Pick<Account, (typeof GIVEN)[number]>
}

/** How many bytes are kept of a person, at most: D1 takes 2 MB as one value, and this is base64 in it. */
const MOST_BYTES = 1_400_000

/** Neither passwords nor tokens. */
const SECRET = /^(password|refresh_?tokens?)$/i

const plainRows = (rows: OldPerson['rows']): OldPerson['rows'] =>
  Object.fromEntries(
    Object.entries(rows).map(([table, row]) => [
      table,
      Object.fromEntries(
        Object.entries(row).filter(([name, value]) => !SECRET.test(name) && !(value instanceof Uint8Array)),
      ),
    ]),
  )

/**
 * Seals what is kept of a person. Undefined where there is no way back, and if it is too long: an export says so before
 * it writes what would destroy the rows there.
 */
export const sealOldRow = (
  ports: Pick<Ports, 'config' | 'keys' | 'clock' | 'random'>,
  { rows }: OldPerson,
  account: Account,
): Promise<string> | undefined => {
  const given = Object.fromEntries(GIVEN.map((name) => [name, account[name]])) as OldRow['given']
  const kept: OldRow = { rows: plainRows(rows), given }
  const text = JSON.stringify(kept)
  return Buffer.byteLength(text) > MOST_BYTES ? undefined : openWayBack(ports)?.seal(ports, account.id, text)
}
