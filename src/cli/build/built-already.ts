import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/* Whether build/ is what the build would make of these sources. It takes a second to make and no time to compare. */

const RECORD = 'build/made-of.txt'
/** The Worker itself, which is bundled when it is deployed. */
const BUNDLE = 'build/worker/'
const CONFIG = 'gatehouse.config.ts'

/** The packages as they are installed, and as they should be. */
const LOCKS = ['package-lock.json', 'node_modules/.package-lock.json']

const filesBelow = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => file !== join(root, RECORD) && !file.startsWith(join(root, BUNDLE)))
    .sort()

/** A configuration that reads more than src/, as the environment, may be another one at each build. */
const isOfSourcesOnly = (config: string): boolean =>
  !/\bprocess\b|\bimport\s*\(/.test(config) &&
  [...config.matchAll(/\bfrom\s*['"]([^'"]+)['"]|\bimport\s*['"]([^'"]+)['"]/g)].every(([, from, bare]) =>
    (from ?? bare ?? '').startsWith('./src/'),
  )

/** A digest of the sources and of what is built, undefined where the sources are not all known or not all there. */
const digestOf = (root: string): string | undefined => {
  try {
    const config = readFileSync(join(root, CONFIG), 'utf8')
    if (!isOfSourcesOnly(config)) return undefined
    const hash = createHash('sha256').update(config)
    const files = [
      ...LOCKS.map((name) => join(root, name)),
      ...filesBelow(root, 'src'),
      ...filesBelow(root, 'build'),
      ...(existsSync(join(root, 'brand')) ? filesBelow(root, 'brand') : []),
    ]
    for (const file of files) {
      const content = readFileSync(file)
      hash.update(`\n${file} ${content.length}\n`).update(content)
    }
    return hash.digest('hex')
  } catch {
    return undefined
  }
}

/** Whether nothing has changed since `recordBuild`. */
export const isBuilt = (root: string): boolean => {
  const digest = digestOf(root)
  return digest !== undefined && digest === recordIn(root)
}

/** Remembers what build/ was made of. */
export const recordBuild = (root: string): void => {
  mkdirSync(join(root, 'build'), { recursive: true })
  writeFileSync(join(root, RECORD), digestOf(root) ?? '')
}

const recordIn = (root: string): string | undefined => {
  try {
    return readFileSync(join(root, RECORD), 'utf8')
  } catch {
    return undefined
  }
}
