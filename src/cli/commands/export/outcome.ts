import type { ExportForm } from './export-request.ts'
import type { Read } from './read-people.ts'

const counted = (count: number) => count.toLocaleString('en')

/** What the operator has to do for somebody. Undefined for who goes back as they are. */
export const concernOf = (read: Read): Record<string, unknown> | undefined => {
  if ('deleted' in read) return { old_id: read.deleted, what: 'deleted' }
  const { id, account, isNew, password, username } = read.going
  if (isNew) return { old_id: id ?? username, account: account.id, what: 'new', password: password.kind }
  return password.kind === 'old'
    ? undefined
    : { old_id: id ?? username, what: 'password', password: password.kind }
}

/** What becomes of people, counted. */
export const openOutcome = () => {
  const count = { old: 0, new: 0, deleted: 0, oldHash: 0, djangoHash: 0, noHash: 0, noRow: 0 }
  const total = () => count.old + count.new
  return {
    count: (read: Read) => {
      if ('deleted' in read) count.deleted++
      else {
        const { isNew, kept, password } = read.going
        count[isNew ? 'new' : 'old']++
        count[`${password.kind === 'none' ? 'no' : password.kind}Hash`]++
        if (!isNew && kept === undefined) count.noRow++
      }
    },

    /** How many people are written. */
    total,

    /** For a terminal. */
    table: (): string =>
      (
        [
          [count.old, 'came from there'],
          [count.new, 'are new'],
          [count.deleted, 'came from there and deleted their accounts here: delete them there, too'],
          [count.oldHash, 'have the password as it was stored there'],
          [count.djangoHash, "have a password of here, as Django's pbkdf2_sha256"],
          [count.noHash, 'have no password: they need an email to set one'],
        ] as const
      )
        .filter(([number]) => number > 0)
        .map(([number, text]) => `  ${counted(number).padStart(9)}  ${text}`)
        .join('\n'),

    /** What a file like this would destroy there, as a sentence. Undefined for nothing. */
    loss: (form: ExportForm): string | undefined => {
      const unread = form === 'mongo-json' ? count.djangoHash : 0
      const lost = [
        ...(count.noHash + unread > 0
          ? [`the passwords of ${counted(count.noHash + unread)} people, who need a reset by email`]
          : []),
        ...(count.noRow > 0 ? [`what was not imported of ${counted(count.noRow)} people`] : []),
      ]
      return lost.length === 0
        ? undefined
        : `Loading this file there replaces whole rows. So these are lost: ${lost.join('; ')}.`
    },
  }
}
