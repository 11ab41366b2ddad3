import { expect, it } from 'vitest'
import { namesOfApplied } from '../../src/cli/migrations.ts'
import { makeFilter } from '../../src/cli/wrangler-output.ts'

const collect = (options = {}) => {
  const printed: string[] = []
  return { printed, filter: makeFilter((line, stream) => printed.push(`${stream}: ${line}`), options) }
}

it('holds back what is said before the API is up', () => {
  const { printed, filter } = collect()
  filter.hear('⎔ Starting local server...', 'stdout')
  filter.release({ showHeld: false })
  filter.hear('hello from the Worker', 'stdout')
  filter.hear('✘ [ERROR] broken', 'stderr')
  expect(printed).toEqual(['stdout: hello from the Worker', 'stderr: ✘ [ERROR] broken'])
})

it('shows it all, in order, when the API does not come up', () => {
  const { printed, filter } = collect()
  filter.hear('one', 'stdout')
  filter.hear('two', 'stderr')
  expect(printed).toEqual([])
  filter.release({ showHeld: true })
  filter.hear('three', 'stdout')
  expect(printed).toEqual(['stdout: one', 'stderr: two', 'stdout: three'])
})

it('drops noise and keeps requests', () => {
  const { printed, filter } = collect()
  filter.release({ showHeld: false })
  for (const line of [
    '\u001b[34m[custom build]\u001b[39m Running: npm run --silent build',
    '[wrangler:info] GET /healthz 200 OK (5ms)',
    '[wrangler:info] GET /healthz 500 Internal Server Error (5ms)',
    '',
    '',
    '[wrangler:info] POST /auth/users/ 201 Created (21ms)',
  ]) {
    filter.hear(line, 'stdout')
  }
  expect(printed).toEqual([
    'stdout: → GET /healthz 500 Internal Server Error (5ms)',
    'stdout: ',
    'stdout: → POST /auth/users/ 201 Created (21ms)',
  ])
})

it.each([
  [{}, []],
  [{ showLog: true }, ['{"event":"request","request":"1"}', '\u001b[0m{"event":"cron"}']],
])('with %j shows of the lines for an operator: %j', (options, shown) => {
  const { printed, filter } = collect(options)
  filter.release({ showHeld: false })
  filter.hear('{"event":"request","request":"1"}', 'stdout')
  filter.hear('\u001b[0m{"event":"cron"}', 'stdout')
  filter.hear('{"event":"broken"}', 'stderr')
  expect(printed).toEqual([...shown.map((line) => `stdout: ${line}`), 'stderr: {"event":"broken"}'])
})

it('reads off which migrations went well', () => {
  const output = `
│\u001b[39m 0000_accounts.sql      │\u001b[39m ✅     │
│ 0001_sessions.sql      │ 🕒️    │
│ 0000_accounts.sql      │ ✅     │
│ 0001_sessions.sql      │ ✅     │
│ 0002_broken.sql        │ ❌     │`
  expect(namesOfApplied(output)).toEqual(['0000_accounts.sql', '0001_sessions.sql'])
  expect(namesOfApplied('✅ No migrations to apply!')).toEqual([])
})
