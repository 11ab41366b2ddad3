import { weakerThanUsual } from '../../../../account/passwords/weaker-rules.ts'
import { checkConfig } from '../../../../http/config-checks/check-config.ts'
import { defineConfig } from '../../../../ports/config.ts'
import { LIKENESSES, type PasswordRule } from '../../../../ports/password-rule.ts'
import { isUnknown, printed, textsOf, type Value } from '../python/value.ts'
import type { Rows } from './row.ts'

const SETTING = 'AUTH_PASSWORD_VALIDATORS'
const OF_DJANGO = /^django\.contrib\.auth\.password_validation\.(\w+)$/

/** Django's own, in the order of its project template. */
const USUAL = 'similar length common numeric'

/**
 * The rules for passwords, from AUTH_PASSWORD_VALIDATORS. Without the setting Django has none. Its usual four are
 * Gatehouse's own, so that the configuration says nothing of them.
 */
export function passwordRulesOf(values: Map<string, Value>, rows: Rows): { passwordRules?: PasswordRule[] } {
  const value = values.get(SETTING) ?? []
  if (!Array.isArray(value)) {
    const became = isUnknown(value) ? 'the environment decides' : 'it is no list'
    rows.add('by hand', SETTING, printed(value), `${became}: passwordRules in gatehouse.config.ts`)
    return {}
  }
  const passwordRules = value.flatMap((each) => ruleOf(each instanceof Map ? each : new Map(), rows))
  const isUsual =
    passwordRules.map(({ rule }) => rule).join(' ') === USUAL &&
    passwordRules.every((each) =>
      each.rule === 'length' ? each.least === 8 : Object.keys(each).length === 1,
    )
  const was = value.length === 0 ? 'none' : `${value.length} validators`
  if (isUsual) {
    rows.add('always', SETTING, was, 'Django’s four rules (docs/passwords.md)')
    return {}
  }
  const weaker = weakerThanUsual({ passwordRules })
  const warning = weaker.length > 0 ? `, which accept ${weaker.join(', ')}` : ''
  rows.add('taken', SETTING, was, `passwordRules${warning}`)
  return { passwordRules }
}

function ruleOf(validator: Map<Value, Value>, rows: Rows): PasswordRule[] {
  const name = validator.get('NAME')
  const options = validator.get('OPTIONS')
  const given = options instanceof Map ? options : new Map<Value, Value>()
  const rule = makeRule(OF_DJANGO.exec(typeof name === 'string' ? name : '')?.[1], given, rows)
  const isGood = rule && checkConfig(defineConfig({ passwordRules: [rule] })).length === 0
  if (!isGood) rows.add('not served', SETTING, printed(name ?? ''), 'code is not read')
  return isGood ? [rule] : []
}

function makeRule(
  validator: string | undefined,
  options: Map<Value, Value>,
  rows: Rows,
): PasswordRule | undefined {
  const told = (...known: string[]) => {
    for (const [name, value] of options)
      if (!known.includes(String(name)))
        rows.add('not served', `${SETTING} ${name}`, printed(value), 'it is not known')
  }
  switch (validator) {
    case 'UserAttributeSimilarityValidator': {
      told('max_similarity', 'user_attributes')
      const most = options.get('max_similarity')
      const names = options.has('user_attributes') ? textsOf(options.get('user_attributes')) : undefined
      const others = names?.filter((name) => !isLikeness(name)) ?? []
      if (others.length > 0)
        rows.add(
          'not served',
          `${SETTING} user_attributes`,
          others.join(', '),
          'passwords are compared with names and the address',
        )
      return {
        rule: 'similar',
        ...(typeof most === 'number' && { most }),
        ...(names && { to: names.filter(isLikeness) }),
      }
    }
    case 'MinimumLengthValidator': {
      told('min_length')
      const least = options.get('min_length') ?? 8
      return typeof least === 'number' ? { rule: 'length', least } : undefined
    }
    case 'CommonPasswordValidator':
      told()
      return { rule: 'common' }
    case 'NumericPasswordValidator':
      told()
      return { rule: 'numeric' }
    default:
      return undefined
  }
}

const isLikeness = (name: string): name is (typeof LIKENESSES)[number] =>
  (LIKENESSES as readonly string[]).includes(name)
