/*
 * Where a webhook may lead to. A Worker has no private network, and no name is looked up here: what is refused are
 * addresses that say of themselves that they are not public, and our own.
 */

/** Names that no public zone has (RFC 6761, RFC 6762, RFC 8375, RFC 9476), and those that mean this machine. */
const PRIVATE_NAME =
  /(^|\.)(localhost|local|internal|intranet|private|corp|home|lan|home\.arpa|onion|test|invalid|example|alt)$/

/** Private, shared, loopback, link-local, documentation, benchmark, multicast and reserved blocks (RFC 6890). */
const PRIVATE_IPV4 =
  /^(0|10|127)\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^192\.(0\.[02]|168|88\.99)\.|^198\.(1[89]|51\.100)\.|^203\.0\.113\.|^(22[4-9]|2[3-5]\d)\./

const IPV4 = /^\d+(\.\d+){3}$/

const DEVELOPMENT = /^(localhost|127\.0\.0\.1|\[::1\])$/

type Surroundings = { publicUrl: string; isDevelopment: boolean }

/**
 * Why a URL cannot be the address of a webhook, undefined if it can. Checked when it is stored, and again before each
 * message. In development this machine is allowed, without TLS too.
 */
export function faultOfWebhookUrl(
  text: string,
  { publicUrl, isDevelopment }: Surroundings,
): string | undefined {
  const url = /^[\x21-\x7e]{1,2048}$/.test(text) ? URL.parse(text) : null
  if (!url) return 'It has to be a URL.'
  if (url.username !== '' || url.password !== '') return 'It must not have a user name or a password.'
  if (url.hash !== '') return 'It must not have a fragment.'
  const here = URL.parse(publicUrl)
  if (here && url.host === here.host) return 'It must not be an address of this server.'
  const host = url.hostname.replace(/\.+$/, '')
  if (isDevelopment && DEVELOPMENT.test(host) && /^https?:$/.test(url.protocol)) return undefined
  if (url.protocol !== 'https:') return 'It has to begin with https://.'
  if (here && host === here.hostname) return 'It must not be an address of this server.'
  return isPublic(host) ? undefined : 'It has to be a public address.'
}

/** The URL parser has brought every way to write an IPv4 address to four decimal numbers. */
function isPublic(host: string): boolean {
  // Only 2000::/3 is public, and in it are blocks that lead to IPv4 or nowhere (RFC 3056, RFC 4380, RFC 3849).
  if (host.startsWith('['))
    return /^\[[23][\da-f]{3}:/.test(host) && !/^\[(2002:|2001:(0:|:|db8:|[12][\da-f]:)|3fff:)/.test(host)
  if (IPV4.test(host)) return !PRIVATE_IPV4.test(host)
  return host.includes('.') && !PRIVATE_NAME.test(host)
}
