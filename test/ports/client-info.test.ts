import { expect, it } from 'vitest'
import { readClientInfo } from '../../src/ports/client-info.ts'

const userAgentOf = (userAgent: string) =>
  readClientInfo(new Request('https://id.example.com/', { headers: { 'user-agent': userAgent } })).userAgent

it('shows a user agent that moves no cursor and turns no text around, 256 characters of it', () => {
  expect(userAgentOf('\u001b[31mred\u001b]0;title\u0007')).toBe('\ufffd[31mred\ufffd]0;title\ufffd')
  expect(userAgentOf('a\tb\u007fc')).toBe('a\ufffdb\ufffdc')
  expect(userAgentOf('Mozilla/5.0 (X11; Linux x86_64)')).toBe('Mozilla/5.0 (X11; Linux x86_64)')
  expect(userAgentOf('x'.repeat(300))).toBe('x'.repeat(256))
})

it('reads one in other letters', () => {
  const headers = { get: () => 'Привет \u202etxet\u2069 \u2028' }
  const { userAgent } = readClientInfo({ headers } as unknown as Request)
  expect(userAgent).toBe('Привет \ufffdtxet\ufffd \ufffd')
})
