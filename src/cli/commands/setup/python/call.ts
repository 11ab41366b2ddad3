import type { Unknown, Value } from './value.ts'

export type Parts = { args: Value[]; named: Record<string, Value> }

/** `written`: the name as it is in the text. `base`: what a method is called on. */
type Called = Parts & { name: string; written: string; base: Value | undefined }

const ENVIRONMENT = /^(?:os\.)?(?:getenv|environ\.get)$|^env(?:\.\w+)?$|^config$/

/** django-configurations: `values.IntegerValue(5)`. */
const CONFIGURED = /(^|\.)values\.\w*Value$/

const SECONDS: Record<string, number> = {
  weeks: 604_800,
  days: 86_400,
  hours: 3_600,
  minutes: 60,
  seconds: 1,
  milliseconds: 0.001,
}

/** What a call is worth: the calls that settings are written with are known, every other one stays a call. */
export function call({ name, written, base, args, named }: Called): Value {
  if (/(^|\.)timedelta$/.test(name)) return duration(args, named)
  if (CONFIGURED.test(name)) return named.default ?? args[0] ?? unknown(written)
  if (ENVIRONMENT.test(written)) return fromEnvironment(written, args, named)
  if (typeof base === 'string') return ofText(base, written.split('.').at(-1) ?? '', args, written)
  const [first] = args
  if (first !== undefined && /^(tuple|list|set|frozenset|str)$/.test(written)) return first
  if (/^(_|gettext|gettext_lazy|ugettext_lazy)$/.test(written) && typeof first === 'string') return first
  if (written === 'int' && /^\s*-?\d+\s*$/.test(String(first))) return Number(first)
  if (written === 'bool' && typeof first === 'boolean') return first
  if (written === 'dict') return new Map([...(first instanceof Map ? first : []), ...Object.entries(named)])
  return { kind: 'call', name, args, named }
}

const unknown = (text: string): Unknown => ({ kind: 'unknown', text })

function duration(args: Value[], named: Record<string, Value>): Value {
  const given: [string, Value][] = [
    ...(args.length > 0 ? [['days', args[0] as Value] as [string, Value]] : []),
    ...(args.length > 1 ? [['seconds', args[1] as Value] as [string, Value]] : []),
    ...Object.entries(named),
  ]
  let seconds = 0
  for (const [unit, amount] of given) {
    if (typeof amount !== 'number') return unknown('timedelta(…)')
    seconds += amount * (SECONDS[unit] ?? 0)
  }
  return { kind: 'duration', seconds: Math.round(seconds) }
}

/** The default counts, as in a deployment that does not set the variable. Without one the value is not known. */
function fromEnvironment(written: string, args: Value[], named: Record<string, Value>): Value {
  const [variable, second] = args
  const value = named.default ?? second
  const isSwitch = named.cast !== undefined && JSON.stringify(named.cast).includes('bool')
  if (value === undefined || value === null)
    return { ...unknown(written), ...(typeof variable === 'string' && { variable }) }
  if ((isSwitch || written.endsWith('.bool')) && typeof value === 'string')
    return /^(true|1|yes)$/i.test(value)
  return value
}

function ofText(base: string, method: string, args: Value[], written: string): Value {
  if (method === 'split') return base.split(typeof args[0] === 'string' ? args[0] : /\s+/).filter(Boolean)
  if (method === 'strip') return base.trim()
  if (method === 'lower') return base.toLowerCase()
  if (method === 'upper') return base.toUpperCase()
  return unknown(written)
}
