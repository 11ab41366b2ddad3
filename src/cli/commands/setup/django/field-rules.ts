import type { Rules } from '../../../../ports/user-field.ts'
import type { PlannedField } from '../plan.ts'
import { lengthsOf } from './field-shape.ts'
import type { FieldSources } from './fields.ts'
import type { ModelField } from './model-fields.ts'
import type { Serializer } from './serializers.ts'

/* What has to be there and what may be empty, which two serializers may say differently of one field. */

type Found = Pick<PlannedField, 'required' | 'null' | 'blank'>

/** The rules of a registration, and what is otherwise when the owner changes the account. */
export function rulesOf(
  name: string,
  sources: FieldSources,
  inModel: ModelField | undefined,
): { always: Found; update?: Rules } {
  const { create, me, user } = sources
  const isWritten = (serializer: Serializer) =>
    serializer.fields.includes(name) && !serializer.readOnly.has(name)
  // A field that only `users/me/` has is as it is there.
  const first = create.fields.includes(name) ? create : me
  const changes = isWritten(me) ? me : user
  const always = rulesIn(name, first, sources, inModel)
  if (!isWritten(first) || !isWritten(changes) || first === changes) return { always }
  const other = rulesIn(name, changes, sources, inModel)
  const update: Rules = {}
  for (const rule of ['required', 'null', 'blank'] as const)
    if (always[rule] !== other[rule]) update[rule] = other[rule] ?? false
  const [lengths, others] = [lengthsOf(name, first, inModel), lengthsOf(name, changes, inModel)]
  if (lengths.minLength !== others.minLength) update.minLength = others.minLength ?? 0
  if (lengths.maxLength !== others.maxLength && others.maxLength !== undefined)
    update.maxLength = others.maxLength
  return { always, ...(Object.keys(update).length > 0 && { update }) }
}

function rulesIn(
  name: string,
  serializer: Serializer,
  { loginField }: FieldSources,
  inModel: ModelField | undefined,
): Found {
  const declared = serializer.declared.get(name)
  // Django's own email may be blank, and nobody could sign in with that.
  const isLogin = name === 'email' && loginField === 'email'
  const isText = !/Boolean|Integer|Decimal|Float|Date|Time|JSON/.test(inModel?.kind ?? declared?.kind ?? '')
  const isRequired =
    serializer.fields.includes(name) &&
    !serializer.readOnly.has(name) &&
    !serializer.optional.has(name) &&
    (isLogin || serializer.required.has(name) || (declared ? declared.required : isDemanded(inModel)))
  const extra = serializer.extra.get(name)
  const may = (option: string, own: boolean | undefined) => (extra?.get(option) ?? own) === true
  return {
    ...(isRequired && name !== 'username' && { required: true }),
    ...(may('allow_null', declared ? declared.null : inModel?.null) && { null: true }),
    ...(isText &&
      !isLogin &&
      may('allow_blank', declared ? declared.blank : inModel?.blank) && { blank: true }),
  }
}

const isDemanded = (inModel: ModelField | undefined) =>
  inModel !== undefined && !inModel.hasDefault && !inModel.blank && !inModel.null
