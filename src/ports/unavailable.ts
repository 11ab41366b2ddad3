/** Something outside does not answer, and without it nothing may be granted. The message names it. */
export class Unavailable extends Error {
  override name = 'Unavailable'
}
