import { expect, it } from 'vitest'
import { deployedSecrets } from '../../src/cli/deployed-secrets.ts'

const heard = { code: 0, stdout: '', stderr: '' }

it.each([
  [
    'what the Worker has',
    { stdout: '[\n  { "name": "MASTER_KEYS", "type": "secret_text" }\n]' },
    ['MASTER_KEYS'],
  ],
  ['nothing of a Worker without secrets', { stdout: '[]' }, []],
  ['nothing of no Worker', { code: 1, stderr: '✘ [ERROR] Worker "gatehouse" not found.' }, []],
])('names %s', async (_, said, names) => {
  const asked: string[][] = []
  const ask = async (...args: string[]) => {
    asked.push(args)
    return { ...heard, ...said }
  }
  expect(await deployedSecrets(ask)).toEqual(names)
  expect(asked).toEqual([['secret', 'list', '--format=json']])
})

it.each([
  ['nobody may ask', { code: 1, stderr: '✘ [ERROR] You are not logged in.' }, 'You are not logged in.'],
  ['what is said is no list', { stdout: 'hello' }, 'hello'],
  ['nothing is said', {}, 'wrangler said nothing'],
])('refuses when %s', async (_, said, complaint) => {
  await expect(deployedSecrets(async () => ({ ...heard, ...said }))).rejects.toMatchObject({
    name: 'Refused',
    message: `The secrets of the Worker cannot be listed: ${complaint}`,
  })
})
