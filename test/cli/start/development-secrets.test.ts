import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { expect, it } from 'vitest'
import { writeMissingSecrets } from '../../../src/cli/commands/start/development-secrets.ts'
import { projectRoot } from '../../../src/cli/project-root.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const newFile = () => join(temporaryFolder(), '.dev.vars')
const read = (file: string) => parseEnv(readFileSync(file, 'utf8'))
const NOW = 1_795_000_000
const bothKeys = (keySet = '') => {
  const { keys } = JSON.parse(keySet)
  expect(keys).toHaveLength(2)
  expect(keys[0].kid).not.toBe(keys[1].kid)
  return keys
}

it('makes all of them, for the eyes of their owner alone', () => {
  const file = newFile()
  expect(writeMissingSecrets(file, NOW)).toEqual(['ENVIRONMENT', 'MASTER_KEYS', 'SIGNING_KEYS'])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(read(file)).toMatchObject({ ENVIRONMENT: 'development' })
})

it('never overwrites', () => {
  const file = newFile()
  writeMissingSecrets(file, NOW)
  const before = readFileSync(file, 'utf8')
  expect(writeMissingSecrets(file, NOW)).toEqual([])
  expect(readFileSync(file, 'utf8')).toBe(before)
})

it('fills in what was left blank, as in a copy of .dev.vars.example', () => {
  const file = newFile()
  copyFileSync(join(projectRoot, '.dev.vars.example'), file)
  expect(writeMissingSecrets(file, NOW)).toEqual(['ENVIRONMENT', 'MASTER_KEYS', 'SIGNING_KEYS'])
  bothKeys(read(file).MASTER_KEYS)
  bothKeys(read(file).SIGNING_KEYS)
})

it('makes other keys for every project', () => {
  const [one, other] = [newFile(), newFile()]
  writeMissingSecrets(one, NOW)
  writeMissingSecrets(other, NOW)
  expect(read(one).MASTER_KEYS).not.toBe(read(other).MASTER_KEYS)
  expect(read(one).SIGNING_KEYS).not.toBe(read(other).SIGNING_KEYS)
})

it.each(['MINE=1\nENVIRONMENT=staging\n', 'MINE=1\nENVIRONMENT=staging'])('appends what %j lacks', (mine) => {
  const file = newFile()
  writeFileSync(file, mine, { mode: 0o644 })
  expect(writeMissingSecrets(file, NOW)).toEqual(['MASTER_KEYS', 'SIGNING_KEYS'])
  expect(readFileSync(file, 'utf8').startsWith(mine)).toBe(true)
  expect(read(file)).toEqual({
    MINE: '1',
    ENVIRONMENT: 'staging',
    MASTER_KEYS: expect.stringContaining('"oct"'),
    SIGNING_KEYS: expect.stringContaining('"EC"'),
  })
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

it('does not take a commented-out secret for a present one', () => {
  const file = newFile()
  writeFileSync(file, '# MASTER_KEYS=\nENVIRONMENT=development\nSIGNING_KEYS={}\n')
  expect(writeMissingSecrets(file, NOW)).toEqual(['MASTER_KEYS'])
})

it('makes two master keys of 256 bits', async () => {
  const file = newFile()
  writeMissingSecrets(file, NOW)
  for (const key of bothKeys(read(file).MASTER_KEYS)) {
    const [kid, k] = [/^[\w-]{11}$/, /^[\w-]{43}$/].map((pattern) => expect.stringMatching(pattern))
    expect(key).toEqual({ kty: 'oct', kid, k, iat: NOW })
    const imported = await crypto.subtle.importKey('jwk', key, 'AES-GCM', true, ['encrypt'])
    expect(imported.algorithm).toEqual({ name: 'AES-GCM', length: 256 })
  }
})

it('makes two signing keys whose halves belong together', async () => {
  const file = newFile()
  writeMissingSecrets(file, NOW)
  for (const { kid, use, alg, iat, d, ...point } of bothKeys(read(file).SIGNING_KEYS)) {
    const id = expect.stringMatching(/^[\w-]{11}$/)
    expect({ use, alg, kid, iat }).toEqual({ use: 'sig', alg: 'ES256', kid: id, iat: NOW })

    const curve = { name: 'ECDSA', namedCurve: 'P-256' }
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
    const message = new TextEncoder().encode('letter')
    const secret = await crypto.subtle.importKey('jwk', { ...point, d }, curve, false, ['sign'])
    const open = await crypto.subtle.importKey('jwk', point, curve, false, ['verify'])
    const signature = await crypto.subtle.sign(algorithm, secret, message)
    expect(await crypto.subtle.verify(algorithm, open, signature, message)).toBe(true)
  }
})
