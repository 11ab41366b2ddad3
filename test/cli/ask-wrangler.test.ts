import { expect, it } from 'vitest'
import { complaintOf, jsonIn, makeAskWrangler } from '../../src/cli/ask-wrangler.ts'

it('keeps what is said on each stream apart', async () => {
  const ask = makeAskWrangler(async (args, _, hear) => {
    hear(args.join(' '), 'stdout')
    hear('a warning', 'stderr')
    return 3
  }, new AbortController().signal)
  expect(await ask('d1', 'list')).toEqual({ code: 3, stdout: 'd1 list\n', stderr: 'a warning\n' })
})

it('takes what was told to stop for a failure', async () => {
  const ask = makeAskWrangler(async () => 0, AbortSignal.abort())
  expect((await ask('whoami')).code).toBe(1)
})

it.each([
  ['{\n  "loggedIn": false\n}\n', { loggedIn: false }],
  ['A banner\n[\n  {"name":"DB"}\n]\n', [{ name: 'DB' }]],
  ['nothing', undefined],
  ['{ broken', undefined],
])('finds the JSON in %j', (said, json) => {
  expect(jsonIn(said)).toEqual(json)
})

it.each([
  ['✘ [ERROR] No luck.\n\n  Some advice\n', 'No luck.'],
  ['\n\nplain words\n', 'plain words'],
  ['', 'wrangler said nothing'],
  [
    '✘ [ERROR] More than one account available but unable to select one in non-interactive mode.\n  `Me`: `1`',
    'this login has several accounts. Set CLOUDFLARE_ACCOUNT_ID to one of those that npx wrangler whoami lists',
  ],
])('tells the complaint of %j in a line', (stderr, complaint) => {
  expect(complaintOf({ code: 1, stdout: '', stderr })).toBe(complaint)
})
