import type { UserField } from '../ports/user-field.ts'
import type { Fields } from './dialect.ts'
import type { FormKind } from './person.ts'

/**
 * What DRF reads from a form, which has text only: an empty field is null if it may be, and otherwise as if it were left
 * out unless it has to be there; a box that is not ticked is not sent, which a PATCH alone leaves as it is; JSON is written as text.
 */
export function readWritten(fields: Fields, wire: string, field: UserField, kind: FormKind): Fields {
  const { [wire]: sent, ...others } = fields
  if (sent === undefined && field.type === 'boolean' && kind !== 'PATCH')
    return { ...others, [wire]: field.null ? null : false }
  if (sent === '' && !field.blank) {
    if (field.null) return { ...others, [wire]: null }
    if (!field.required) return others
  }
  return field.type === 'json' && typeof sent === 'string' ? { ...others, [wire]: parsed(sent) } : fields
}

const LONGEST_JSON = 65_536

/** The value of JSON text, or a symbol, which no field takes as a value. */
function parsed(text: string): unknown {
  try {
    return text.length > LONGEST_JSON ? Symbol('too long') : JSON.parse(text)
  } catch {
    return Symbol('no JSON')
  }
}
