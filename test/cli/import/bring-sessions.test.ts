import { expect, it } from 'vitest'
import { authenticate } from '../../../src/account/sessions/session.ts'
import { openSource } from '../../../src/cli/import/open-source.ts'
import { drfTokens } from '../../../src/configuration.ts'
import { openHouse } from './local-database.ts'
import { siteAs } from './open-fixture.ts'

async function tokensIn(path: string) {
  const source = await openSource(path, { profileTables: [] })
  const found: { username: string; token: string; isActive: boolean }[] = []
  for await (const { username, tokens, isActive } of source.people())
    for (const token of tokens) found.push({ username, token, isActive })
  source.close()
  return found
}

it('keeps people signed in who had a token', async () => {
  const until = new Date(Date.now() + 90 * 86_400_000).toISOString()
  const { run, ports, rows } = await openHouse({ importedSessions: [drfTokens({ until })] })
  const site = siteAs('sqlite')
  const tokens = await tokensIn(site)
  const active = tokens.filter(({ isActive }) => isActive)
  expect(active.length).toBeGreaterThan(0)

  expect(await run(site)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`✔ ${active.length} tokens of other systems are accepted\n`),
  })
  for (const { token } of active) {
    const { account } = await authenticate(ports, token)
    const [row] = (await rows('imported_accounts')).filter(({ account_id }) => account_id === account.id)
    expect(row).toBeDefined()
  }
  for (const { token } of tokens.filter(({ isActive }) => !isActive))
    await expect(authenticate(ports, token)).rejects.toThrow('token_in')
  expect(JSON.stringify(await rows('sessions'))).not.toContain(active[0]?.token)

  const before = await rows('sessions')
  expect(await run(site)).toMatchObject({ code: 0 })
  expect((await rows('sessions')).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
})

it('says that tokens end where the configuration accepts none', async () => {
  const { run, rows } = await openHouse()
  const { stdout } = (await run(siteAs('sqlite'))) as { stdout: string }
  expect(stdout).toMatch(/The \d+ tokens end\. To accept them, name importedSessions/)
  expect(await rows('sessions')).toEqual([])
})
