import type * as z from 'zod/mini'
import { Refusal } from '../../account/refusal.ts'
import { MadePasskey, UsedPasskey } from '../passkey-forms.ts'

/* What the script `passkey.js` sends in the field `credential`: JSON. */

type Typed = Record<string, string>

function read<Shape extends z.ZodMiniType>(shape: Shape, { credential = '' }: Typed) {
  try {
    return shape.safeParse(JSON.parse(credential)).data as z.output<Shape> | undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** A passkey that was used. Refuses as `passkey_refused`. */
export function typedUse(typed: Typed): z.output<typeof UsedPasskey> {
  const used = read(UsedPasskey, typed)
  if (!used) throw new Refusal('passkey_refused')
  return used
}

/** A passkey that was made. Refuses as `invalid`. */
export function typedMade(typed: Typed): z.output<typeof MadePasskey> {
  const made = read(MadePasskey, typed)
  if (!made) throw Refusal.of('credential', 'malformed')
  return made
}
