import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { checkProject } from '../../../src/cli/commands/doctor/check-project.ts'
import type { Finding } from '../../../src/cli/commands/doctor/finding.ts'
import { projectRoot } from '../../../src/cli/project-root.ts'
import { SECRETS } from '../../support/secrets.ts'
import { temporaryFolder } from '../temporary-folder.ts'

export const KEYS = Object.entries(SECRETS)
  .map(([name, value]) => `${name}='${value}'\n`)
  .join('')
export const DEVELOPMENT = `ENVIRONMENT=development\n${KEYS}`
export const toml = readFileSync(join(projectRoot, 'wrangler.toml'), 'utf8')
export const production = toml
  .replace('PUBLIC_URL = ""', 'PUBLIC_URL = "https://id.example.com/"')
  .replace('MAIL_FROM = ""', 'MAIL_FROM = "no-reply@example.com"')

/** A checkout with these files, as the doctor finds it. Nothing of it may change, and nothing secret be told. */
export const checkout = async (files: Record<string, string> = {}) => {
  const root = temporaryFolder()
  mkdirSync(join(root, 'migrations'))
  copyFileSync(join(projectRoot, 'migrations/0000_accounts.sql'), join(root, 'migrations/0000_accounts.sql'))
  for (const [name, text] of Object.entries({ 'wrangler.toml': toml, ...files }))
    writeFileSync(join(root, name), text, { mode: 0o600 })
  const before = readdirSync(root).sort()
  const sections = await checkProject(root)
  expect(readdirSync(root).sort()).toEqual(before)
  const all = JSON.stringify(sections)
  for (const { k, d } of [SECRETS.MASTER_KEYS, SECRETS.SIGNING_KEYS].flatMap((text) => JSON.parse(text).keys))
    expect(all).not.toContain(k ?? d)
  return sections
}

export const findingsOf = async (title: string, files: Record<string, string> = {}) =>
  (await checkout(files)).find((section) => section.title === title)?.findings ?? []

export const about = (findings: Finding[], name: string) => findings.find((finding) => finding.about === name)
