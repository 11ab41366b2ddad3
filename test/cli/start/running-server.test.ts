import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recordRunningServer, runningServerUrl } from '../../../src/cli/commands/start/running-server.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const fileIn = () => join(temporaryFolder(), '.wrangler', 'running-server.json')
const URL = 'http://localhost:8822'
/** The id of a process that has ended. */
const gone = () => spawnSync(process.execPath, ['-e', '']).pid

describe('the note of a running server', () => {
  it('tells where it answers, until it ends', () => {
    const file = fileIn()
    expect(runningServerUrl(file)).toBeUndefined()
    const cleanUp = recordRunningServer(URL, { file })
    expect(runningServerUrl(file)).toBe(URL)
    cleanUp()
    expect([runningServerUrl(file), existsSync(file)]).toEqual([undefined, false])
  })

  it('counts for nothing when the server was killed', () => {
    const file = fileIn()
    recordRunningServer(URL, { file, pid: gone() })
    expect(runningServerUrl(file)).toBeUndefined()
  })

  it('of a server that was started later stays', () => {
    const file = fileIn()
    const cleanUp = recordRunningServer(URL, { file, pid: gone() })
    recordRunningServer('http://localhost:8823', { file })
    cleanUp()
    expect(runningServerUrl(file)).toBe('http://localhost:8823')
  })

  it.each(['', '{', '[]', '{"url":7,"pid":1}', '{"url":"x"}'])(
    'that is no note tells nothing: %s',
    (text) => {
      const file = fileIn()
      recordRunningServer(URL, { file })
      writeFileSync(file, text)
      expect(runningServerUrl(file)).toBeUndefined()
    },
  )
})
