import { once } from 'node:events'
import { createServer, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import {
  isPublicAddress,
  type Network,
  openFetchPicture,
} from '../../../src/cli/commands/import/fetch-picture.ts'
import { gif } from '../../account/image/samples.ts'
import { openHouse } from './local-database.ts'
import { sqliteFile } from './open-fixture.ts'

/** A server of pictures on this machine, and a network in which it is the host `localhost`, without TLS. */
const openPictureServer = async (answer: (path: string, response: ServerResponse) => void) => {
  const asked: string[] = []
  const state = { atOnce: 0, most: 0 }
  const server = createServer((incoming, response) => {
    asked.push(incoming.url ?? '')
    state.atOnce++
    state.most = Math.max(state.most, state.atOnce)
    response.on('close', () => state.atOnce--)
    answer(incoming.url ?? '', response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `localhost:${(server.address() as AddressInfo).port}`
  const network: Network = { request, isAllowed: (address) => address === '127.0.0.1' }
  return { asked, state, host, network }
}

const answers: Record<string, (response: ServerResponse, host: string) => void> = {
  '/good.gif': (response) => response.end(gif()),
  '/large': (response) => response.end(Buffer.alloc(2_000)),
  '/lost': (response) => response.writeHead(404).end(),
  '/within': (response) => response.writeHead(302, { location: '/good.gif' }).end(),
  '/away': (response) => response.writeHead(302, { location: 'https://elsewhere.example/good.gif' }).end(),
  '/metadata': (response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
  '/file': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/round': (response) => response.writeHead(302, { location: '/round' }).end(),
  '/broken': (response) => response.destroy(),
}

it.each([
  ['/large', 'too large'],
  ['/lost', 'status 404'],
  ['/away', 'its host is not named by --media-host'],
  ['/metadata', 'the URL has no name of a host'],
  ['/file', 'not a URL with https'],
  ['/round', 'too many redirects'],
  ['/broken', 'no answer'],
])('fetches nothing from %s: %s', async (path, why) => {
  const { host, network } = await openPictureServer((asked, response) => answers[asked]?.(response, ''))
  const fetchPicture = openFetchPicture(new Set([host]), 1_000, network)
  await expect(fetchPicture(`https://${host}${path}`)).rejects.toThrow(why)
})

it.each([
  ['https://elsewhere.example/a.gif', 'its host is not named by --media-host'],
  ['https://pictures.example:8443/a.gif', 'its host is not named by --media-host'],
  ['https://pictures.example.evil.example/a.gif', 'its host is not named by --media-host'],
  ['https://me:secret@pictures.example/a.gif', 'the URL has a password'],
  ['https://127.0.0.1/a.gif', 'the URL has no name of a host'],
  ['https://[::1]/a.gif', 'the URL has no name of a host'],
  ['https://2130706433/a.gif', 'the URL has no name of a host'],
  ['ftp://pictures.example/a.gif', 'not a URL with https'],
  ['nonsense', 'not a URL with https'],
])('does not ask %s', async (url, why) => {
  const network = { request: () => expect.unreachable(), isAllowed: () => true } as unknown as Network
  const hosts = new Set(['pictures.example', '127.0.0.1', '[::1]'])
  await expect(openFetchPicture(hosts, 1_000, network)(url)).rejects.toThrow(why)
})

it('connects to no private address, whatever its name', async () => {
  const { host, network, asked } = await openPictureServer((_, response) => response.end(gif()))
  const fetchPicture = openFetchPicture(new Set([host]), 1_000, { ...network, isAllowed: isPublicAddress })
  await expect(fetchPicture(`https://${host}/good.gif`)).rejects.toThrow('the host has a private address')
  expect(asked).toEqual([])
})

it('knows the addresses of the internet', () => {
  const isPublic = (addresses: string) => addresses.split(' ').map(isPublicAddress)
  expect(isPublic('1.1.1.1 104.16.1.1 172.15.0.1 172.32.0.1 2606:4700::1111')).toEqual(Array(5).fill(true))
  const others =
    '127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 ::1 :: fe80::1 fc00::1 ::ffff:10.0.0.1 ::ffff:1.1.1.1 64:ff9b::a00:1 2002:a00:1:: 2001:db8::1'
  expect(isPublic(others)).toEqual(Array(others.split(' ').length).fill(false))
})

const site = (urls: string[]) =>
  sqliteFile(`create table auth_user (id integer primary key, password varchar(128), username varchar(150),
      email varchar(254), is_active bool, is_superuser bool, last_login datetime, date_joined datetime,
      avatar varchar(200));
    ${urls
      .map(
        (url, at) =>
          `insert into auth_user values (${at + 1}, '!', 'p${at + 1}', '', 1, 0, null, '2024-01-01', '${url}');`,
      )
      .join('')}`)

it('imports pictures of the hosts that are named, and everybody else without', async () => {
  const { host, network, asked, state } = await openPictureServer((path, response) => {
    setTimeout(() => (answers[path] ?? answers['/good.gif'])?.(response, host), 20)
  })
  const { run, rows } = await openHouse()
  const many = Array.from({ length: 20 }, (_, at) => `http://${host}/${at}.gif`)
  const odd = [`http://${host}/within`, `http://${host}/lost`, 'http://elsewhere.example/a.gif', 'pics/a.gif']
  expect(await run(site([...many, ...odd]), { mediaHosts: [host] }, { network })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /24 {2}were added\n +21 {2}pictures were stored\n +3 {2}pictures were left out: /,
    ),
  })
  expect((await rows('accounts')).filter(({ avatar }) => avatar !== null)).toHaveLength(21)
  expect(asked).toHaveLength(23)
  expect(state.most).toBeGreaterThan(1)
  expect(state.most).toBeLessThanOrEqual(8)
})

it('imports pictures below a URL', async () => {
  const { host, network, asked } = await openPictureServer((_, response) => response.end(gif()))
  const { run } = await openHouse()
  const source = site(['pics/фото 1.gif', '../secret.gif', 'a/../../secret.gif', '/etc/passwd'])
  expect(await run(source, { media: `https://${host}/media` }, { network })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('3  pictures were left out: outside of --media (3)'),
  })
  expect(asked).toEqual(['/media/pics/%D1%84%D0%BE%D1%82%D0%BE%201.gif'])
})
