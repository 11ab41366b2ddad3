import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type FromDjango, readDjango } from '../../../src/cli/commands/setup/django/read-django.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** Reads a project of these files. `from`: the settings file, or the folder without it. */
export function readProject(files: Record<string, string>, from = ''): FromDjango {
  const root = temporaryFolder()
  for (const [name, text] of Object.entries({ 'manage.py': '', ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return readDjango(join(root, from))
}

/** What became of a setting, as `state: became`. */
export const rowOf = ({ rows }: FromDjango, setting: string): string[] =>
  rows.filter((row) => row.setting === setting).map(({ state, became }) => `${state}: ${became}`)
