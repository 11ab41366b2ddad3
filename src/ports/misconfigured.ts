/** A setting or secret is missing or unusable. The message names it and never contains its value. */
export class Misconfigured extends Error {
  override name = 'Misconfigured'
}
