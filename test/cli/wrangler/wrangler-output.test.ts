import { expect, it } from 'vitest'
import { errorIn, jsonIn } from '../../../src/cli/wrangler/wrangler-output.ts'

it.each([
  ['{\n  "loggedIn": false\n}\n', { loggedIn: false }],
  ['A banner\n[\n  {"name":"DB"}\n]\n', [{ name: 'DB' }]],
  ['nothing', undefined],
  ['{ broken', undefined],
])('finds the JSON in %j', (text, json) => {
  expect(jsonIn(text)).toEqual(json)
})

it.each([
  ['✘ [ERROR] No luck.\n\n  Some advice\n', 'No luck.'],
  ['\n\nplain words\n', 'plain words'],
  ['', 'wrangler printed nothing'],
  [
    '✘ [ERROR] More than one account available but unable to select one in non-interactive mode.\n  `Me`: `1`',
    'this login has several accounts. Set CLOUDFLARE_ACCOUNT_ID to one of those that npx wrangler whoami lists',
  ],
])('finds the error in %j', (stderr, error) => {
  expect(errorIn({ stdout: '', stderr })).toBe(error)
})
