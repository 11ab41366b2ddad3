import type { Config } from '../../ports/config.ts'
import { LIKENESSES } from '../../ports/password-rule.ts'

const RULES: Record<string, readonly string[]> = {
  similar: ['most', 'to'],
  length: ['least'],
  common: [],
  numeric: [],
}

/** What is wrong with the rules for passwords: a sentence each. */
export function checkPasswordRules({ passwordRules }: Config): string[] {
  if (passwordRules === undefined) return []
  if (!Array.isArray(passwordRules)) return ["passwordRules is not a list, as [{ rule: 'common' }]"]
  return passwordRules.flatMap((given: unknown, at) => {
    const problem = wrongIn({ ...(given as object) })
    return problem === undefined ? [] : [`passwordRules[${at}]${problem}`]
  })
}

function wrongIn({ rule, ...options }: Record<string, unknown>): string | undefined {
  const known = Object.hasOwn(RULES, String(rule)) ? RULES[String(rule)] : undefined
  if (!known) return `.rule is ${JSON.stringify(rule)}, and may be 'similar', 'length', 'common' or 'numeric'`
  const unknown = Object.keys(options).find((option) => !known.includes(option))
  if (unknown !== undefined) return `.${unknown} is not known`
  const { least, most = 1, to = [] } = options
  if (rule === 'length' && !(Number.isInteger(least) && (least as number) >= 0 && (least as number) <= 256))
    return '.least is a whole number of characters, 256 at most'
  if (typeof most !== 'number' || !(most >= 0.1 && most <= 1)) return '.most is a number from 0.1 to 1'
  return Array.isArray(to) && to.every((name) => LIKENESSES.includes(name))
    ? undefined
    : `.to may have ${LIKENESSES.join(', ')}`
}
