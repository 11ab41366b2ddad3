import { weakerThanUsual } from '../../../account/passwords/weaker-rules.ts'
import { checkConfig } from '../../../http/config-checks/check-config.ts'
import type { Config } from '../../../ports/config.ts'
import { readSettings } from '../../../ports/settings.ts'
import type { WorkerConfig } from '../../wrangler/worker-config.ts'
import { type Finding, fault, good, warning } from './finding.ts'

const FILE = 'gatehouse.config.ts'

/** The faults of gatehouse.config.ts, and the variables of wrangler.toml that it overrules. */
export const checkConfiguration = (config: Config, worker: WorkerConfig): Finding[] => {
  const faults = checkConfig(config)
  return [
    ...(faults.length === 0
      ? [good(FILE, 'has no faults')]
      : faults.map((each) => fault(FILE, each, `Set it in ${FILE}`))),
    ...(faults.length === 0 ? weakRules(config) : []),
    ...overruled(worker),
    ...oldLoginFindings(config, worker),
  ]
}

/** The configuration says how the old login is asked, and the variable where it is. */
const oldLoginFindings = ({ oldLogin }: Config, { vars }: WorkerConfig): Finding[] => {
  const about = 'OLD_LOGIN_URL'
  const isSet = (vars[about] ?? '') !== ''
  if (oldLogin && !isSet)
    return [fault(about, `is not set, and oldLogin of ${FILE} needs it`, `Set it in wrangler.toml`)]
  if (oldLogin && oldLogin.until <= Date.now())
    return [warning('oldLogin', `of ${FILE} has ended`, 'Take it out, and OLD_LOGIN_URL')]
  return !oldLogin && isSet
    ? [warning(about, `has no effect without oldLogin in ${FILE}`, 'Remove it, or add oldLogin')]
    : []
}

/** Rules for passwords that a team has taken over from its back end are its own decision, and worth a line. */
function weakRules(config: Config): Finding[] {
  const weaker = weakerThanUsual(config)
  return weaker.length === 0
    ? []
    : [
        warning(
          'passwordRules',
          `accept passwords that Gatehouse’s own rules refuse: ${weaker.join(', ')}`,
          `Remove passwordRules from ${FILE} once no client depends on it`,
        ),
      ]
}

/** wrangler.toml lists every variable with its default: only what somebody has changed there is worth a line. */
const overruled = ({ vars, stated = {} }: WorkerConfig): Finding[] =>
  Object.entries(stated)
    .filter(([name, value]) => name in vars && vars[name] !== value && !isDefault(name, vars[name]))
    .map(([name]) =>
      warning(name, `in wrangler.toml has no effect: ${FILE} states it`, 'Remove one of the two'),
    )

const isDefault = (name: string, value: unknown): boolean => {
  const read = (vars: object) =>
    JSON.stringify({ ...readSettings({ PUBLIC_URL: 'http://localhost', ...vars }) })
  try {
    return read({ [name]: value }) === read({})
  } catch {
    return false
  }
}
