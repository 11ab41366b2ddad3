import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configText } from '../../../src/cli/commands/setup/config-text.ts'
import { readDjango } from '../../../src/cli/commands/setup/django/read-django.ts'
import type { Plan } from '../../../src/cli/commands/setup/plan.ts'
import { projectRoot } from '../../../src/cli/project-root.ts'

const words = (number: number) => Array.from({ length: number }, (_, at) => `a choice with number ${at}`)

const plans: Record<string, Plan> = {
  nothing: { fields: {} },
  'every type': {
    loginField: 'email',
    usernames: false,
    ids: 'integer',
    apis: { profile: false, djoser: { at: ['/'], settings: { HIDE_USERS: false } } },
    fields: {
      a: { type: 'text' },
      b: { type: 'decimal', digits: 9, places: 6, required: true },
      c: { type: 'choice', choices: ['a', "b'c", 'd"e'] },
      d: { type: 'choice', choices: words(9) },
      e: { type: 'choice', choices: words(9), blank: true },
      f: { type: 'choice', choices: ['x', 'y'], default: 'x'.repeat(90) },
      g: { type: 'dateTime', null: true },
      h: { type: 'text', maxLength: 20, blank: true, default: 'y'.repeat(90), names: { express: 'handle' } },
      i: { type: 'json' },
      j: { type: 'boolean' },
      k: { type: 'date' },
      l: { type: 'email' },
      m: { type: 'integer' },
      n: { type: 'url' },
      o: { type: 'attribute', attribute: 'date_joined' },
      p: { type: 'attribute', attribute: 'is_staff', registration: true },
    },
    variables: { FRONT_END_URL: 'https://app.example.com' },
  },
  'a project': readDjango(join(import.meta.dirname, 'projects/profile-fields')).plan,
}

describe.each(Object.entries(plans))('the text of %s', (_, plan) => {
  const text = configText(plan)

  it('is formatted as the project formats it', () => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', '--stdin-file-path=gatehouse.config.ts'],
      { cwd: projectRoot, input: text, encoding: 'utf8' },
    )
    expect(stdout, stderr).toBe(text)
  })
})

it('is the text of the repository where nothing is stated', () => {
  expect(configText({ fields: {} })).toContain('export default defineConfig({})\n')
})
