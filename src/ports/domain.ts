/** A domain as DNS writes it (RFC 5891), undefined when it is none. */
export function asciiDomain(domain: string): string | undefined {
  // What is no email would be read by the URL parser as something else: a port, a query, nothing at all.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return undefined
  const ascii = URL.parse(`http://${domain}/`)?.hostname
  // The parser also takes numbers for IPv4 addresses, however they are written, and `2130706433` becomes `127.0.0.1`.
  if (ascii === undefined || /^[\d.]+$/.test(ascii)) return undefined
  const isRewritten = /^[\0-\x7f]+$/.test(domain) && ascii !== domain.toLowerCase()
  return isRewritten ? undefined : ascii
}

/** An email address as every mail server takes it, with the domain as DNS writes it. */
export function asciiAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return address.slice(0, at + 1) + (asciiDomain(address.slice(at + 1)) ?? address.slice(at + 1))
}
