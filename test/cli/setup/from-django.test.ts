import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readDjango } from '../../../src/cli/commands/setup/django/read-django.ts'
import { configurations } from '../../conformance/configurations.ts'
import { written } from './written.ts'

const projects = join(import.meta.dirname, 'projects')

/** Without functions, and without the order of keys. */
const plain = (config: unknown) => JSON.parse(JSON.stringify(config))

it.each(Object.entries(configurations))(
  '%s becomes the configuration that its conversations are replayed with',
  async (name, config) => {
    const { plan, rows } = readDjango(join(projects, name, 'settings.py'))
    expect(plain(await written(plan))).toEqual(plain(config))
    expect(rows.filter(({ state }) => state === 'essential')).toEqual([])
  },
)
