import { parseEnv } from 'node:util'
import { expect, it } from 'vitest'
import { deployedSecrets } from '../../../src/cli/wrangler/deployed-secrets.ts'
import { operate } from './operator.ts'

const VARS = `MINE=1\nMASTER_KEYS='{\n"keys":[{"kid":"m"}]}'\nSIGNING_KEYS='{"keys":[{"kid":"s","iat":1}]}'\n`

const recorder = (code = 0, text = '') => {
  const uploads: Record<string, string>[] = []
  const upload = async (secrets: Record<string, string>) => {
    uploads.push(secrets)
    return { code, text }
  }
  return { uploads, upload }
}

it.each(['make', 'rotate signing', 'rotate master', 'kill s', 'kill m --yes'])(
  'hands over both secrets as they are in the file after “%s”',
  async (command) => {
    const { read, give } = operate(VARS)
    const { uploads, upload } = recorder()
    const { code, stdout, stderr } = await give(`${command} --remote`, { upload })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(read()).not.toBe(VARS)
    const { MASTER_KEYS, SIGNING_KEYS } = parseEnv(read() ?? '')
    expect(uploads).toEqual([{ MASTER_KEYS, SIGNING_KEYS }])
    expect(stdout).toMatch(
      /\nUploading both secrets to the deployed Worker …\n✔ The deployed Worker has both secrets\n$/,
    )
  },
)

it('hands over the file as it is', async () => {
  const { read, give } = operate(VARS)
  const { uploads, upload } = recorder()
  expect(await give('push', { upload })).toMatchObject({ code: 0, stderr: '' })
  expect(uploads).toEqual([
    { MASTER_KEYS: '{\n"keys":[{"kid":"m"}]}', SIGNING_KEYS: '{"keys":[{"kid":"s","iat":1}]}' },
  ])
  expect(read()).toBe(VARS)
})

it.each(['rotate signing --remote', 'push'])(
  'says after “%s” that the Worker did not take them',
  async (command) => {
    const { read, keys, give } = operate(VARS)
    const { code, stderr } = await give(command, { upload: recorder(7, '✘ [ERROR] not logged in').upload })
    expect(code).toBe(1)
    expect(stderr).toBe(`\
✘ [ERROR] not logged in
✘ The secrets could not be uploaded. The deployed Worker still has its old ones.
  FILE keeps the new ones. To try again: npm run keys -- push --file FILE
`)
    expect(keys('SIGNING_KEYS')).toHaveLength(command === 'push' ? 1 : 3)
    expect(read()?.startsWith('MINE=1\n')).toBe(true)
  },
)

it('makes no master keys in place of those that the Worker has', async () => {
  const { read, give } = operate('MINE=1\n')
  const deployedSecrets = async () => ['SIGNING_KEYS', 'MASTER_KEYS']
  expect(await give('make --remote', { deployedSecrets })).toEqual({
    code: 2,
    stdout: '',
    stderr: `\
✘ The deployed Worker has MASTER_KEYS that are not in FILE. New ones would lose every password.
  Put the old keys into that file. If they are lost: npx wrangler secret delete MASTER_KEYS
`,
  })
  expect(read()).toBe('MINE=1\n')
})

it('makes nothing when it cannot tell which secrets the Worker has', async () => {
  const { read, give } = operate('MINE=1\n')
  const failed = { code: 1, stdout: '', stderr: '✘ [ERROR] fetch failed', text: '' }
  expect(await give('make --remote', { deployedSecrets: () => deployedSecrets(async () => failed) })).toEqual(
    {
      code: 2,
      stdout: '',
      stderr: '✘ The secrets of the Worker cannot be listed: fetch failed\n',
    },
  )
  expect(read()).toBe('MINE=1\n')
})

it('makes signing keys for a Worker whose master keys are there', async () => {
  const { keys, give } = operate(`MASTER_KEYS='{"keys":[{"kid":"m"}]}'\n`)
  const deployedSecrets = async () => ['MASTER_KEYS']
  const { uploads, upload } = recorder()
  expect((await give('make --remote', { deployedSecrets, upload })).code).toBe(0)
  expect(keys('SIGNING_KEYS')).toHaveLength(2)
  expect(uploads).toHaveLength(1)
})
