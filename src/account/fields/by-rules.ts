import type { FieldOptions, UserField } from '../../ports/user-field.ts'

/** Makes a field, and the same one by the rules of a change where those are others. */
export function byRules<Options extends FieldOptions>(
  make: (options: Options) => UserField,
  options: Options,
): UserField {
  const { update } = options
  return { ...make(options), ...(update && { updated: make({ ...options, ...update }) }) }
}
