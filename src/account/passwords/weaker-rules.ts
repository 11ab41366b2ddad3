import type { Config } from '../../ports/config.ts'

/** What own rules accept that Gatehouse's do not, for people who decide on them; nothing where they are as strict. */
export function weakerThanUsual({ passwordRules }: Pick<Config, 'passwordRules'>): string[] {
  if (passwordRules === undefined) return []
  const lengths = passwordRules.flatMap((each) => (each.rule === 'length' ? [each.least] : []))
  const least = Math.max(1, ...lengths)
  const misses = (rule: string) => !passwordRules.some((each) => each.rule === rule)
  return [
    ...(least < 8 ? [`${least} character${least === 1 ? '' : 's'}`] : []),
    ...(misses('common') ? ['common passwords'] : []),
    ...(misses('numeric') ? ['digits alone'] : []),
    ...(misses('similar') ? ['what is like the name or address'] : []),
  ]
}
