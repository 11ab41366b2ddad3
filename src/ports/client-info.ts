import { NO_CLIENT, readClient } from './client-address.ts'
import { replaceUnseen } from './unseen.ts'

/**
 * User agent and location, by which users recognise their sessions and which are not verified; the client's IP address
 * as Cloudflare saw it, which is never stored; and the languages that it asks for.
 */
export type ClientInfo = {
  userAgent: string
  location: string | null
  client: string
  acceptLanguage?: string | null | undefined
}

const USER_AGENT = 256
const LOCATION = 100

/** For the cron and other Workers. */
export const noClient: ClientInfo = { userAgent: '', location: null, client: NO_CLIENT }

/**
 * The location is a city and a country, as the edge estimates them. Everything is read on first use, because most
 * requests need none of it.
 */
export const readClientInfo = (request: Request): ClientInfo => ({
  get userAgent() {
    return replaceUnseen((request.headers.get('user-agent') ?? '').slice(0, USER_AGENT))
  },
  get location() {
    const { city, country } = (request.cf ?? {}) as { city?: unknown; country?: unknown }
    const parts = [city, country].filter((part) => typeof part === 'string' && part !== '')
    return parts.join(', ').slice(0, LOCATION) || null
  },
  get client() {
    return readClient(request.headers)
  },
  get acceptLanguage() {
    return request.headers.get('accept-language')
  },
})
