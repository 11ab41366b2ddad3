import { expect, it } from 'vitest'
import { deployedSecrets } from '../../../src/cli/wrangler/deployed-secrets.ts'

const nothing = { code: 0, stdout: '', stderr: '', text: '' }

it.each([
  [
    'what the Worker has',
    { stdout: '[\n  { "name": "MASTER_KEYS", "type": "secret_text" }\n]' },
    ['MASTER_KEYS'],
  ],
  ['nothing of a Worker without secrets', { stdout: '[]' }, []],
  ['nothing of no Worker', { code: 1, stderr: '✘ [ERROR] Worker "gatehouse" not found.' }, []],
])('names %s', async (_, output, names) => {
  const runs: string[][] = []
  const wrangler = async (args: string[]) => {
    runs.push(args)
    return { ...nothing, ...output }
  }
  expect(await deployedSecrets(wrangler)).toEqual(names)
  expect(runs).toEqual([['secret', 'list', '--format=json']])
})

it.each([
  ['nobody may ask', { code: 1, stderr: '✘ [ERROR] You are not logged in.' }, 'You are not logged in.'],
  ['what is said is no list', { stdout: 'hello' }, 'hello'],
  ['nothing is said', {}, 'wrangler printed nothing'],
])('refuses when %s', async (_, output, error) => {
  await expect(deployedSecrets(async () => ({ ...nothing, ...output }))).rejects.toMatchObject({
    name: 'Refused',
    message: `The secrets of the Worker cannot be listed: ${error}`,
  })
})
