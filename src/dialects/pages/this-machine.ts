import type { Context } from 'hono'
import type { AppEnv } from '../dialect.ts'

/**
 * Whether a host name means this machine: `localhost`, a name below it, or an IP address. Another site could point any
 * other name at this machine and then read what is there (DNS rebinding). `URL` writes every IPv4 address as four
 * numbers, and an IPv6 address in brackets.
 */
const isOfThisMachine = (host: string) =>
  /^((.+\.)?localhost|\d{1,3}(\.\d{1,3}){3}|\[[\da-f:.]+\])$/i.test(host)

/** Whether the pages of development are there. A deployment does not have them. */
export const isOnThisMachine = (c: Context<AppEnv>): boolean =>
  c.env.settings.ENVIRONMENT === 'development' && isOfThisMachine(new URL(c.req.url).hostname)
