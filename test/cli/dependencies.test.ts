import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { projectRoot } from '../../src/cli/project-root.ts'

type Lock = { packages: Record<string, { version?: string }> }

const { packages } = JSON.parse(readFileSync(`${projectRoot}/package-lock.json`, 'utf8')) as Lock
const numbers = (version = '') => version.split('.').map(Number)

/** What each had to be mended in before it is used here (catalogue, section 7). */
it.each([
  ['hono', '4.13.16'],
  ['jose', '6.2.0'],
  ['drizzle-orm', '0.45.2'],
  ['zod', '4.0.0'],
])('%s is %s or newer, wherever it is installed (FRM-08)', (name, floor) => {
  const found = Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`))
  expect(found.length).toBeGreaterThan(0)
  for (const [path, { version }] of found) {
    const isOlder = numbers(version).map((part, at) => Math.sign(part - (numbers(floor)[at] ?? 0)))
    expect([path, version, isOlder.find((sign) => sign !== 0) ?? 0]).not.toEqual([path, version, -1])
  }
})
