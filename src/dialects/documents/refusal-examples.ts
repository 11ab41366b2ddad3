import { Refusal } from '../../account/refusal.ts'
import type { Voice } from '../dialect.ts'
import { HttpError } from '../http-error.ts'

const SECONDS = 30
const COMMON = [
  new HttpError('not_signed_in'),
  new Refusal('not_yours'),
  new Refusal('not_found'),
  new HttpError('too_slow'),
  new HttpError('too_large'),
  new HttpError('unsupported_media', 'text/plain'),
  Refusal.after(SECONDS, 'requests'),
  new HttpError('unavailable', '60'),
]

/** What a voice answers, by status: some refusals that every API has, and others. */
export function examplesOf(voice: Voice, ...others: (Refusal | HttpError)[]): Record<number, unknown> {
  const request = new Request('https://gatehouse.example')
  return Object.fromEntries(
    [...COMMON, ...others].map((error) => {
      const [status, body] =
        error instanceof Refusal ? voice[error.reason](error, request) : voice[error.kind](error, request)
      return [status, body]
    }),
  )
}
