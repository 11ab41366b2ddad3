import { NO_CLIENT, readClient } from './client-address.ts'

/**
 * What a request tells of whoever sends it, for people to recognise their sessions by, which is not proven; and the
 * client's address, which Cloudflare saw and which is never stored.
 */
export type ClientInfo = { userAgent: string; location: string | null; client: string }

const USER_AGENT = 256
const LOCATION = 100

/** Who asks when nobody does: the cron, another Worker. */
export const noClient: ClientInfo = { userAgent: '', location: null, client: NO_CLIENT }

/**
 * The program's own name for itself, and roughly where it is: a city and a country, as the edge takes them to be. Nothing
 * is read before somebody asks: most requests are not asked.
 */
export const readClientInfo = (request: Request): ClientInfo => ({
  get userAgent() {
    return (request.headers.get('user-agent') ?? '').slice(0, USER_AGENT)
  },
  get location() {
    const { city, country } = (request.cf ?? {}) as { city?: unknown; country?: unknown }
    const parts = [city, country].filter((part) => typeof part === 'string' && part !== '')
    return parts.join(', ').slice(0, LOCATION) || null
  },
  get client() {
    return readClient(request.headers)
  },
})
