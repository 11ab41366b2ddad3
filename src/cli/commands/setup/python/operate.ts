import { isName, isUnknown, type Value } from './value.ts'

/** What Python's operators make of two values, undefined if that cannot be told. */
export function operate(sign: string, one: Value, other: Value): Value | undefined {
  if (sign === 'or') return isKnown(one) ? one || other : isKnown(other) ? other : undefined
  if (sign === 'and') return isKnown(one) ? one && other : undefined
  if (typeof one === 'number' && typeof other === 'number') return arithmetic[sign]?.(one, other)
  if (sign === '+' && typeof one === 'string' && typeof other === 'string') return one + other
  if (sign === '==' && isKnown(one) && isKnown(other)) return one === other
  if (sign === '!=' && isKnown(one) && isKnown(other)) return one !== other
  if (sign === '|' && one instanceof Map && other instanceof Map) return new Map([...one, ...other])
  return sign === '+' ? joined(one, other) : undefined
}

const arithmetic: Record<string, (one: number, other: number) => Value> = {
  '+': (one, other) => one + other,
  '-': (one, other) => one - other,
  '*': (one, other) => one * other,
  '/': (one, other) => one / other,
  '//': (one, other) => Math.floor(one / other),
  '**': (one, other) => one ** other,
  '==': (one, other) => one === other,
}

const isKnown = (value: Value) => value === null || typeof value !== 'object'

/** Lists, and names that stand for lists elsewhere: `Base.Meta.fields + ('phone',)` keeps the name as an item. */
function joined(one: Value, other: Value): Value | undefined {
  if (!Array.isArray(one) && !Array.isArray(other) && !(isName(one) && isName(other))) return undefined
  return [one, other].flatMap((each): Value[] => {
    if (Array.isArray(each)) return each
    // `urlpatterns = [...] + static(...)`: what is known counts.
    return isUnknown(each) || isName(each) ? [each] : []
  })
}
