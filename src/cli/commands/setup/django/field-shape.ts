import type { PlannedField } from '../plan.ts'
import type { Value } from '../python/value.ts'
import type { DeclaredField, ModelField } from './model-fields.ts'
import type { Serializer } from './serializers.ts'
import { type Validators, validatorsOf } from './validators.ts'

/* The types of fields, and what Django asks of their values. */

const TYPES: [RegExp, PlannedField['type']][] = [
  [/Email/, 'email'],
  [/Slug/, 'slug'],
  [/URL/, 'url'],
  [/Boolean/, 'boolean'],
  [/^DateTime/, 'dateTime'],
  [/^Date/, 'date'],
  [/^Time/, 'time'],
  [/Decimal/, 'decimal'],
  [/Float/, 'float'],
  [/Integer/, 'integer'],
  [/JSON|Array|Dict|List/, 'json'],
]

const DJANGO_LENGTHS: Record<string, number> = { URLField: 200, SlugField: 50 }

/** Django's own limit of an address, in a serializer's field that names none. */
const LONGEST_EMAIL = 320

/** The type of a field, with what only that type has. */
export function shapeOf(
  name: string,
  kind: string,
  inModel: ModelField | undefined,
  declared: Partial<DeclaredField> & Validators,
): PlannedField {
  const choices = inModel?.choices ?? declared.choices
  if (choices && choices.length > 0) return { type: 'choice', choices }
  const type = TYPES.find(([pattern]) => pattern.test(kind))?.[1] ?? 'text'
  const longest =
    declared.maxLength === LONGEST_EMAIL
      ? LONGEST_EMAIL
      : shorter(inModel?.maxLength ?? DJANGO_LENGTHS[kind], declared.maxLength)
  const isUsualLength =
    longest === (type === 'email' ? 254 : type === 'slug' ? 50 : name === 'username' ? 150 : undefined)
  const hasLength = ['text', 'slug', 'url', 'email'].includes(type) && longest !== undefined && !isUsualLength
  return {
    type,
    ...(hasLength && { maxLength: longest }),
    ...(type === 'decimal' && { digits: inModel?.digits ?? 10, places: inModel?.places ?? 2 }),
    ...(type === 'text' && textRules(declared)),
    ...(type === 'slug' && declared.minLength !== undefined && { minLength: declared.minLength }),
    ...(/integer|float/.test(type) && limits(declared, inModel?.min)),
  }
}

const textRules = ({ minLength, pattern, patternError }: Validators) => ({
  ...(minLength !== undefined && { minLength }),
  ...(pattern && { pattern, ...(patternError !== undefined && { patternError }) }),
})

const limits = ({ min, max }: Validators, least: number | undefined) => ({
  ...((min ?? least) !== undefined && { min: Math.max(min ?? -Infinity, least ?? -Infinity) }),
  ...(max !== undefined && { max }),
})

const shorter = (one: number | undefined, other: number | undefined) =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)

/** What validators of the model and of the serializers ask for. Lengths are those of the first serializer that has it. */
export function validatorsOfAll(
  name: string,
  { create, me }: { create: Serializer; me: Serializer },
  inModel: ModelField | undefined,
  declared: DeclaredField | undefined,
): Validators {
  const extra = create.extra.get(name) ?? me.extra.get(name)
  const all = { ...inModel?.validators, ...declared?.validators, ...inExtra(extra) }
  const { minLength, maxLength, ...others } = all
  return { ...others, ...lengthsOf(name, create.fields.includes(name) ? create : me, inModel) }
}

/** What the `extra_kwargs` of a field ask for. */
function inExtra(extra: Map<string, Value> | undefined): Validators {
  const length = (option: string) => {
    const value = extra?.get(option)
    return typeof value === 'number' ? value : undefined
  }
  const [least, most] = [length('min_length'), length('max_length')]
  return {
    ...validatorsOf(extra?.get('validators')),
    ...(least !== undefined && { minLength: least }),
    ...(most !== undefined && { maxLength: most }),
  }
}

/** How long the text of a field may be in one serializer. */
export function lengthsOf(
  name: string,
  serializer: Serializer,
  inModel: ModelField | undefined,
): Pick<Validators, 'minLength' | 'maxLength'> {
  const declared = serializer.declared.get(name)
  const rules = { ...inModel?.validators, ...declared?.validators, ...inExtra(serializer.extra.get(name)) }
  const isUnlimited = declared?.kind === 'EmailField' && (declared.maxLength ?? rules.maxLength) === undefined
  const longest = isUnlimited
    ? LONGEST_EMAIL
    : shorter(shorter(inModel?.maxLength, declared?.maxLength), rules.maxLength)
  return {
    ...(rules.minLength !== undefined && { minLength: rules.minLength }),
    ...(longest !== undefined && { maxLength: longest }),
  }
}
