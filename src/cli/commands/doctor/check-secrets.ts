import { statSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { checkSigningKey } from '../../../ports/check-signing-key.ts'
import { openKeys } from '../../../ports/keys.ts'
import { type Finding, fault, good, messageOf, warning } from './finding.ts'

/** Checks both as the Worker does. Each returns how many keys there are. */
const checks = {
  MASTER_KEYS: async (env: Record<string, string | undefined>) => openKeys(env).kids().length,
  SIGNING_KEYS: async (env: Record<string, string | undefined>) => {
    const keys = openKeys(env).signing()
    await Promise.all(keys.map(checkSigningKey))
    return keys.length
  },
}

type Place = { name: string; make: string; broken: string }

const places = {
  development: {
    name: '.dev.vars',
    make: 'npm start   (creates what is missing)',
    broken:
      'Put the right ones back. Or delete the line and type npm start: what was made with the old ones is lost',
  },
  production: {
    name: '.production.vars',
    make: 'Put the keys of the Worker there. Only for a Worker without keys: npm run keys -- make --remote',
    broken: 'Put the keys of the Worker back: new ones lose every password',
  },
} satisfies Record<string, Place>

/** Checks both key sets of a vars file. */
const checkSets = async (text: string, { name, make, broken }: Place): Promise<Finding[]> => {
  const vars = parseEnv(text)
  return Promise.all(
    Object.entries(checks).map(async ([secret, check]) => {
      if (!vars[secret]) return fault(secret, `missing in ${name}`, make)
      try {
        return good(secret, `${await check(vars)} usable in ${name}`)
      } catch (error) {
        return fault(secret, `${messageOf(error).replace(`${secret}: `, '')} (${name})`, broken)
      }
    }),
  )
}

/** A fresh checkout has no .dev.vars, and that is no fault: `npm start` creates it. */
export const checkDevelopmentSecrets = async (text: string | undefined): Promise<Finding[]> => {
  if (text === undefined) return [warning('Secrets', 'there is no .dev.vars yet', places.development.make)]
  const { ENVIRONMENT } = parseEnv(text)
  return [
    ...(await checkSets(text, places.development)),
    ...(ENVIRONMENT === 'development'
      ? []
      : [
          warning(
            'ENVIRONMENT',
            'is not “development” in .dev.vars: npm start sends real emails, or none',
            'ENVIRONMENT=development in .dev.vars',
          ),
        ]),
  ]
}

export const checkProductionSecrets = async (text: string | undefined, file: string): Promise<Finding[]> => {
  if (text === undefined) {
    return [good('Secrets', 'no .production.vars here: the keys are kept elsewhere, or not created yet')]
  }
  const isOpen = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0
  return [
    ...(await checkSets(text, places.production)),
    ...(isOpen
      ? [warning('Secrets', 'others on this machine can read .production.vars', 'chmod 600 .production.vars')]
      : []),
  ]
}
