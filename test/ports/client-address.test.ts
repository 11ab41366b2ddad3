import { describe, expect, it } from 'vitest'
import { NO_CLIENT, readClient } from '../../src/ports/client-address.ts'

const client = (address: string) => readClient(new Headers({ 'cf-connecting-ip': address }))

describe('whoever asks', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    [' 203.0.113.9 ', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:1::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1:2:3:4', 'fe80:0:0:0::/64'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:cb00:7109', '203.0.113.9'],
  ])('at %s is %s (HDR-08)', (address, known) => {
    expect(client(address)).toBe(known)
  })

  it.each([
    '',
    'unknown',
    '203.0.113',
    '203.0.113.999',
    '203.0.113.9, 198.51.100.1',
    '203.0.113.9:80',
    '1:2:3',
    '2001:db8::1::2',
    '[::1]',
    '::1%eth0',
    'a'.repeat(5000),
    '0x7f.1',
    '127.1',
  ])('and says “%s” is one of those that nobody knows (HDR-07, BRU-09)', (address) => {
    expect(client(address)).toBe(NO_CLIENT)
  })

  it('is who Cloudflare says, whatever else the request says (HDR-06)', () => {
    const headers = new Headers({ 'cf-connecting-ip': '203.0.113.9' })
    for (const name of ['x-forwarded-for', 'x-real-ip', 'true-client-ip', 'client-ip', 'forwarded'])
      headers.set(name, '198.51.100.1')
    expect(readClient(headers)).toBe('203.0.113.9')
    headers.delete('cf-connecting-ip')
    expect(readClient(headers)).toBe(NO_CLIENT)
  })
})
