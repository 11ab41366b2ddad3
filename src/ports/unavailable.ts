/** Something outside does not answer, and without it nothing may be granted. The message names it. */
export class Unavailable extends Error {
  override name = 'Unavailable'
}

/** What D1, KV and R2 say when they are out of reach or overloaded (Cloudflare's "Debug D1"), and nothing is wrong here. */
const OUTAGE =
  /network connection lost|storage caused object to be reset|reset because its code was updated|cannot resolve d1 db|is overloaded|exceeded timeout/i

/** Whether it is worth asking again in a while. */
export const isOutage = (error: Error): boolean => error instanceof Unavailable || OUTAGE.test(error.message)
