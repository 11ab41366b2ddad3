/** What a request tells of whoever sends it, for people to recognise their sessions by. None of it is proven. */
export type Visitor = { userAgent: string; place: string | null }

const USER_AGENT = 256
const PLACE = 100

/** Who asks when nobody does: the cron, another Worker. */
export const nobodyThere: Visitor = { userAgent: '', place: null }

/** The program's own name for itself, and roughly where it is: a city and a country, as the edge takes them to be. */
export function readVisitor(request: Request): Visitor {
  const { city, country } = (request.cf ?? {}) as { city?: unknown; country?: unknown }
  const parts = [city, country].filter((part) => typeof part === 'string' && part !== '')
  return {
    userAgent: (request.headers.get('user-agent') ?? '').slice(0, USER_AGENT),
    place: parts.join(', ').slice(0, PLACE) || null,
  }
}
