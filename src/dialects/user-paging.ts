import * as z from 'zod/mini'
import { ID_FORMS } from '../account/ids.ts'
import { described, transformed } from '../account/shapes.ts'
import { PAGE } from '../account/staff/users.ts'
import { OptionalOpaque } from '../account/words.ts'
import type { IdKind } from '../ports/config.ts'
import { ONLY_THESE } from '../ports/list-words.ts'

/** The longest address; no name is as long. */
const LONGEST = 254

const LIMIT = /^([1-9]\d{0,2}|1000)$/

const Search = OptionalOpaque.check(
  z.refine((text) => text.length <= LONGEST, { error: 'too_long', params: { limit: LONGEST } }),
)
const Limit = z.string().check(z.refine((text) => LIMIT.test(text), 'malformed'))

/** What staff may write behind the `?` of a list of people, at an API with this kind of ids. */
export const userPaging = (ids: IdKind) =>
  z.object({
    search: described(z.optional(Search), {
      description: 'How a username or an address begins, in any case, or an id. Staff only.',
      examples: ['ada'],
    }),
    after: described(z.optional(z.string().check(z.regex(ID_FORMS[ids], 'malformed'))), {
      description: 'The id that an earlier page ended with. Staff only.',
      examples: ['6d5f9bae-a31b-4b7b-82c4-3853eda2b011'],
    }),
    limit: described(z.optional(transformed(Limit, Number)), {
      description: `How many a page has, ${PAGE.most} at most. Staff only.`,
      override: { type: 'integer', minimum: 1, maximum: PAGE.most, default: PAGE.usual },
    }),
  })

/** The same, and how staff may narrow and order the list. */
export const narrowedPaging = z.extend(userPaging('uuid'), {
  only: described(z.optional(z.enum(ONLY_THESE, 'malformed')), {
    description:
      'Only these; `signed_out` has no session, and of `never_signed_in` no sign-in is known, here or in the system that they came from. `old_password`: their password is still that of this system. A page may have fewer than `limit`, or none, and a `next`.',
  }),
  order: described(z.optional(z.enum(['username', 'email'], 'malformed')), {
    description:
      'By username, or by address: only who has one. A narrowed search is for the beginning of this.',
  }),
})

/** Where the next page of a list of people is: the same query, from there on. */
export function nextPage(
  path: string,
  { search, limit, only, order }: Record<string, string>,
  after: string,
): string {
  const query = new URLSearchParams({
    ...(search && { search }),
    ...(limit && { limit }),
    ...(only && { only }),
    ...(order && { order }),
    after,
  })
  return `${path}?${query}`
}
