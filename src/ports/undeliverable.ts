/**
 * An email that will never arrive and must not be tried again. `message` is `suppressed` for an address that does not
 * want mail or bounced, else the provider's code; never an address.
 */
export class Undeliverable extends Error {
  override name = 'Undeliverable'
}
