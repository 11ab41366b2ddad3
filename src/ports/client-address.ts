/** Stands for every client whose address the edge does not give. */
export const NO_CLIENT = 'unknown'

const IPV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/
/** The first half of an IPv6 address: what one subscriber has. */
const HALF = 4

/**
 * The client's address as Cloudflare saw it (CF-Connecting-IP, never a header that the client can set there), in one
 * spelling; of IPv6 the first 64 bits (HDR-06 to HDR-08).
 */
export function readClient(headers: Headers): string {
  const address = headers.get('cf-connecting-ip')?.trim() ?? ''
  if (IPV4.test(address)) return address
  if (!/^[0-9a-f:.]+$/i.test(address) || !address.includes(':')) return NO_CLIENT
  const hostname = URL.parse(`http://[${address}]/`)?.hostname
  return hostname === undefined ? NO_CLIENT : halfOf(hostname.slice(1, -1))
}

/** `address` is in the short form of RFC 5952, which the URL parser writes. */
function halfOf(address: string): string {
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right]
  const [, , , , , mapped] = groups
  if (mapped === 'ffff' && groups.slice(0, 5).every((group) => group === '0')) return mappedIpv4(groups)
  return `${groups.slice(0, HALF).join(':')}::/64`
}

const mappedIpv4 = (groups: string[]) =>
  groups
    .slice(6)
    .flatMap((group) => {
      const number = Number.parseInt(group, 16)
      return [number >> 8, number & 255]
    })
    .join('.')
