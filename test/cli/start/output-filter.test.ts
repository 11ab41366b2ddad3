import { expect, it } from 'vitest'
import { makeOutputFilter } from '../../../src/cli/commands/start/output-filter.ts'

const collect = (options = {}) => {
  const printed: string[] = []
  return { printed, filter: makeOutputFilter((line, stream) => printed.push(`${stream}: ${line}`), options) }
}

it('holds back what is said before the API is up', () => {
  const { printed, filter } = collect()
  filter.onLine('⎔ Starting local server...', 'stdout')
  filter.release({ showHeld: false })
  filter.onLine('hello from the Worker', 'stdout')
  filter.onLine('✘ [ERROR] broken', 'stderr')
  expect(printed).toEqual(['stdout: hello from the Worker', 'stderr: ✘ [ERROR] broken'])
})

it('shows it all, in order, when the API does not come up', () => {
  const { printed, filter } = collect()
  filter.onLine('one', 'stdout')
  filter.onLine('two', 'stderr')
  expect(printed).toEqual([])
  filter.release({ showHeld: true })
  filter.onLine('three', 'stdout')
  expect(printed).toEqual(['stdout: one', 'stderr: two', 'stdout: three'])
})

it('drops noise and keeps requests', () => {
  const { printed, filter } = collect()
  filter.release({ showHeld: false })
  for (const line of [
    '\u001b[34m[custom build]\u001b[39m Running: npm run --silent build',
    '[wrangler:info] GET /healthz 200 OK (5ms)',
    '[wrangler:info] GET /readyz 503 Service Unavailable (5ms)',
    'Using secrets defined in .dev.vars',
    'Your Worker has access to the following bindings:',
    'Binding                  Resource                  Mode',
    'env.TOKEN_SECONDS ("60") Environment Variable      local',
    '[wrangler:info] GET /healthz 500 Internal Server Error (5ms)',
    '',
    '',
    '[wrangler:info] POST /auth/users/ 201 Created (21ms)',
  ]) {
    filter.onLine(line, 'stdout')
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
  filter.onLine('{"event":"request","request":"1"}', 'stdout')
  filter.onLine('\u001b[0m{"event":"cron"}', 'stdout')
  filter.onLine('{"event":"broken"}', 'stderr')
  expect(printed).toEqual([...shown.map((line) => `stdout: ${line}`), 'stderr: {"event":"broken"}'])
})
