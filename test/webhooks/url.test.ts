import { expect, it } from 'vitest'
import { faultOfWebhookUrl } from '../../src/ports/webhook-url.ts'

const deployed = { publicUrl: 'https://id.example.com', isDevelopment: false }
const here = { publicUrl: 'http://localhost:8787', isDevelopment: true }

it.each([
  'https://hooks.acme.com/gatehouse?key=1',
  'https://hooks.acme.com:8443/',
  'https://8.8.8.8/',
  'https://[2606:4700:4700::1111]/',
  'https://172.15.0.1/',
  'https://100.128.0.1/',
])('takes %s', (url) => {
  expect(faultOfWebhookUrl(url, deployed)).toBeUndefined()
})

it.each([
  ['It has to be a URL.', ['', 'hooks', 'https://', 'https://a b.com/', `https://a.com/${'x'.repeat(2048)}`]],
  [
    'It has to begin with https://.',
    ['http://hooks.acme.com/', 'ftp://hooks.acme.com/', 'http://localhost/'],
  ],
  [
    'It must not have a user name or a password.',
    ['https://a@hooks.acme.com/', 'https://a:b@hooks.acme.com/'],
  ],
  ['It must not have a fragment.', ['https://hooks.acme.com/#a']],
  [
    'It must not be an address of this server.',
    [
      'https://id.example.com/',
      'https://ID.example.com./x',
      'https://id.example.com:8443/',
      'https://id.example.com../',
    ],
  ],
  [
    'It has to be a public address.',
    [
      'https://localhost/',
      'https://a.localhost/',
      'https://hooks/',
      'https://hooks.internal/',
      'https://printer.local/',
      'https://10.0.0.1/',
      'https://127.1/',
      'https://0x7f.0.0.1/',
      'https://2130706433/',
      'https://017700000001/',
      'https://169.254.169.254/latest',
      'https://172.16.0.1/',
      'https://172.31.255.255/',
      'https://192.168.1.1/',
      'https://100.64.0.1/',
      'https://0.0.0.0/',
      'https://224.0.0.1/',
      'https://255.255.255.255/',
      'https://[::1]/',
      'https://[::]/',
      'https://[::ffff:10.0.0.1]/',
      'https://[64:ff9b::a00:1]/',
      'https://[fd00::1]/',
      'https://[fe80::1]/',
      'https://[2002:a00:1::]/',
      'https://[2001:db8::1]/',
      'https://[2001::1]/',
      'https://[2001:1f::1]/',
      'https://[2001:2a::1]/',
      'https://localhost../',
      'https://10.0.0.1.../',
      'https://hooks.internal../',
    ],
  ],
])('says “%s” of what it is true of', (sentence, urls) => {
  for (const url of urls) expect([url, faultOfWebhookUrl(url, deployed)]).toEqual([url, sentence])
})

it('takes this machine in development, but not this server', () => {
  expect(faultOfWebhookUrl('http://localhost:9000/', here)).toBeUndefined()
  expect(faultOfWebhookUrl('http://127.0.0.1:9000/', here)).toBeUndefined()
  expect(faultOfWebhookUrl('http://localhost:8787/', here)).toBe('It must not be an address of this server.')
  expect(faultOfWebhookUrl('http://192.168.1.1/', here)).toBe('It has to begin with https://.')
})
