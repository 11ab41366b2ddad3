import { describe, expect, it } from 'vitest'
import { openGatehouse } from '../support/gatehouse.ts'
import { signUp } from '../support/people.ts'

const CURL = { 'user-agent': 'curl/8.14.1' }

describe('curl in development', () => {
  const gatehouse = openGatehouse()

  it.each(['/auth/users/me/', '/healthz', '/nothing', '/.well-known/jwks.json'])(
    'gets a new line behind the JSON of %s',
    async (path) => {
      const plain = await (await gatehouse.request(path)).text()
      const response = await gatehouse.request(path, { headers: CURL })
      expect(await response.text()).toBe(`${plain}\n`)
    },
  )

  it('gets a list of the emails, or whole ones with ?full', async () => {
    expect(await (await gatehouse.request('/dev/mailbox', { headers: CURL })).text()).toBe('No emails yet\n')
    const { email } = await signUp(gatehouse, 'ada')
    await gatehouse.request('/auth/users/reset_password/', { method: 'POST', json: { email } })
    const [message] = await gatehouse.emails()
    await gatehouse.ports.commit(
      ...(gatehouse.ports.outbox.insert(
        await gatehouse.ports.outbox.prepare({
          kind: 'email',
          message: message ?? { to: '', subject: '', text: '', html: '' },
        }),
      ) as [never]),
    )
    const list = await (await gatehouse.request('/dev/mailbox', { headers: CURL })).text()
    expect(list).toMatch(
      /^From: {4}Gatehouse <noreply@localhost>\nTo: {6}ada\d+@example\.com\nSubject: Password reset on Gatehouse\nLink: {4}http:\/\/localhost:8787\/password\/reset\?uid=[\w-]+&token=[\w-]+\nCode: {4}[0-9A-Z]{8}\n$/,
    )
    const full = await gatehouse.request('/dev/mailbox?full', { headers: CURL })
    expect(await full.json()).toEqual([{ ...message, from: 'Gatehouse <noreply@localhost>' }])
  })
})

it('changes nothing for curl in production', async () => {
  const production = openGatehouse({ ENVIRONMENT: 'production' })
  const plain = await (await production.request('/auth/users/me/')).text()
  expect(await (await production.request('/auth/users/me/', { headers: CURL })).text()).toBe(plain)
})
