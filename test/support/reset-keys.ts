import { expect } from 'vitest'
import { callerOf } from './caller.ts'
import type { AppEnv } from './gatehouse.ts'
import type { SignedUp } from './people.ts'

export const RESET = '/api/password_reset'
export const NEW = 'Zx4-harbour-Lantern'
export const OK = { status: 200, body: { status: 'OK' } }
export const DEAD = {
  status: 404,
  body: { detail: 'The OTP password entered is not valid. Please check and try again.' },
}

/** A password that is reset by a mailed key, step by step. */
export function resetsAt(gatehouse: AppEnv) {
  const { post } = callerOf(gatehouse)

  /** The key of the newest email. */
  async function lastKey(from: AppEnv = gatehouse): Promise<string> {
    const [message] = await from.emails()
    const [, key = ''] = /token=([\w-]+)/.exec(message?.text ?? '') ?? []
    expect(key).not.toBe('')
    return key
  }

  async function askForKey({ email }: SignedUp): Promise<string> {
    expect(await post(`${RESET}/`, { email })).toEqual(OK)
    return lastKey()
  }

  const validate = (token: unknown) => post(`${RESET}/validate_token/`, { token })

  const confirm = (token: unknown, password: unknown = NEW) => post(`${RESET}/confirm/`, { token, password })

  return { lastKey, askForKey, validate, confirm }
}
