import type { OwnConfig } from '../../../ports/config.ts'
import type { Plan } from './plan.ts'
import type { Answers } from './setup-request.ts'

/** What the answers become: the chosen back end is on, and the others are off. */
export function planOf(answers: Answers): Plan {
  const { backEnd, at, loginField, usernames, ids, fields, frontEnd, expressNames: names } = answers
  const isOn = (name: string) => name === backEnd || (backEnd === 'management' && name === 'users')
  const apis = Object.fromEntries(
    ['profile', 'djoser', 'users', 'management', 'express'].map((name) => [
      name,
      isOn(name) && { at, ...(name === 'express' && names && { names }) },
    ]),
  ) as NonNullable<OwnConfig['apis']>
  return {
    ...(loginField !== usualLoginField(backEnd) && { loginField }),
    ...(!usernames && { usernames }),
    ...(ids !== 'uuid' && { ids }),
    apis,
    fields,
    variables: frontEnd === '' ? {} : { FRONT_END_URL: frontEnd },
  }
}

export const usualLoginField = (backEnd: string) => (backEnd === 'express' ? 'either' : 'username')
