import * as z from 'zod/mini'
import { described, transformed } from '../account/shapes.ts'

/** Where an earlier page of a list ended, as its `next` has it: text of a form, and what is read from it. */
export function pageEnd<Cursor>(form: RegExp, example: string, read: (text: string) => Cursor) {
  const text = z.string().check(z.refine((sent) => form.test(sent), 'malformed'))
  return described(z.optional(transformed(described(text, { examples: [example] }), read)), {
    description: 'Where an earlier page ended: `next` has it.',
  })
}
