/** What every page is sent with. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** Addresses on other hosts that a page would load, send to or lead to. */
export const otherHostsIn = (page: string) =>
  [...page.matchAll(/="((?:https?:)?\/\/[^"]*)"/g)].map(([, address = '']) => address)
