import { lookup as resolveName } from 'node:dns'
import type { IncomingMessage, RequestOptions, request } from 'node:http'
import { request as requestOverTls } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

type Bytes = Uint8Array<ArrayBuffer>

/** Why there is no picture, for the report. Has nothing of the URL. */
export class NoPicture extends Error {
  override name = 'NoPicture'
}

/** How long, in milliseconds, a picture may take, with all its redirects. */
const PATIENCE = 10_000
const MOST_REDIRECTS = 3

/** Addresses that are not of the internet (RFC 6890), or not of one host. */
const PRIVATE_V4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]
/** The only addresses of IPv6 that are of the internet. */
const PUBLIC_V6 = new BlockList()
PUBLIC_V6.addSubnet('2000::', 3, 'ipv6')
const NOT_PUBLIC = new BlockList()
for (const [net, bits] of PRIVATE_V4) NOT_PUBLIC.addSubnet(net, bits, 'ipv4')
// Of these, the first two hold an IPv4 address, and the last is for examples.
for (const [net, bits] of [
  ['2002::', 16],
  ['2001::', 32],
  ['2001:db8::', 32],
] as const)
  NOT_PUBLIC.addSubnet(net, bits, 'ipv6')

/** Whether an IP address is one of the internet. */
export const isPublicAddress = (address: string): boolean =>
  isIP(address) === 4
    ? !NOT_PUBLIC.check(address, 'ipv4')
    : PUBLIC_V6.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6')

/** The world, which tests replace. */
export type Network = { request: typeof request; isAllowed: (address: string) => boolean }

const internet: Network = { request: requestOverTls, isAllowed: isPublicAddress }

/** Resolves names to allowed addresses only, when the connection is made: a name may lead elsewhere a moment later. */
const lookupOf =
  (isAllowed: Network['isAllowed']): LookupFunction =>
  (hostname, options, done) =>
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      const allowed = error ? [] : addresses.filter(({ address }) => isAllowed(address))
      const [first] = allowed
      if (!first) done(error ?? new NoPicture('the host has a private address'), '', 4)
      else if (options.all) done(null, allowed)
      else done(null, first.address, first.family)
    })

/** The URL that is fetched: `https`, whatever was stored. Throws NoPicture unless its host is one of those. */
function checkedUrl(text: string, hosts: ReadonlySet<string>): URL {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) throw new NoPicture('not a URL with https')
  if (url.username !== '' || url.password !== '') throw new NoPicture('the URL has a password')
  if (url.protocol === 'http:') url.protocol = 'https:'
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) throw new NoPicture('the URL has no name of a host')
  if (!hosts.has(url.host)) throw new NoPicture('its host is not named by --media-host')
  return url
}

const answerTo = (
  url: URL,
  { request: send, isAllowed }: Network,
  signal: AbortSignal,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const options: RequestOptions = {
      host: url.hostname,
      port: url.port || undefined,
      path: url.pathname + url.search,
      headers: { accept: 'image/*' },
      lookup: lookupOf(isAllowed),
      agent: false,
      signal,
    }
    send(options, resolve).on('error', reject).end()
  })

/** Reads a body. Throws NoPicture as soon as it is too large. */
async function bytesOf(answer: IncomingMessage, most: number): Promise<Bytes> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > most) throw new NoPicture('too large')
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

type Fetching = { hosts: ReadonlySet<string>; most: number; network: Network; signal: AbortSignal }

async function follow(text: string, { hosts, most, network, signal }: Fetching): Promise<Bytes> {
  let url = checkedUrl(text, hosts)
  for (let redirects = 0; ; redirects++) {
    const answer = await answerTo(url, network, signal)
    const { statusCode = 0, headers } = answer
    try {
      if (statusCode === 200) return await bytesOf(answer, most)
      if (statusCode < 300 || statusCode > 399 || headers.location === undefined)
        throw new NoPicture(`status ${statusCode}`)
      if (redirects === MOST_REDIRECTS) throw new NoPicture('too many redirects')
      url = checkedUrl(URL.parse(headers.location, url)?.href ?? '', hosts)
    } finally {
      answer.destroy()
    }
  }
}

/**
 * Fetches a picture from one of the hosts, of `most` bytes at most. Throws NoPicture for everything that is none,
 * with a reason.
 */
export const openFetchPicture =
  (hosts: ReadonlySet<string>, most: number, network: Network = internet) =>
  async (url: string): Promise<Bytes> => {
    const signal = AbortSignal.timeout(PATIENCE)
    try {
      return await follow(url, { hosts, most, network, signal })
    } catch (error) {
      if (error instanceof NoPicture) throw error
      throw new NoPicture(signal.aborted ? 'it took too long' : 'no answer')
    }
  }

export type FetchPicture = ReturnType<typeof openFetchPicture>
