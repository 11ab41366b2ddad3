/** What only HTTP has to refuse. */
export type HttpErrorKind =
  | 'unreadable'
  | 'repeated_name'
  | 'too_deep'
  | 'not_an_object'
  | 'unsupported_media'
  | 'too_large'
  | 'too_slow'
  | 'unexpected_file'
  | 'not_signed_in'
  | 'header_empty'
  | 'header_spaces'
  | 'header_characters'
  | 'cross_site'
  | 'not_allowed'
  | 'no_such_address'
  | 'unavailable'
  | 'broken'

/** Said in the voice of a dialect, like a Refusal. `detail` is what the answer names: a media type, a method, seconds to wait. */
export class HttpError extends Error {
  override name = 'HttpError'
  readonly kind: HttpErrorKind
  readonly detail: string
  readonly allow: readonly string[]

  constructor(kind: HttpErrorKind, detail = '', allow: readonly string[] = []) {
    super(kind)
    this.kind = kind
    this.detail = detail
    this.allow = allow
  }
}
