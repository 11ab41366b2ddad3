import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import { changeProfile } from '../../src/account/profile/profile.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import type { Account } from '../../src/ports/schema.ts'
import { gif, gifControl, gifFrame } from '../account/image/samples.ts'
import type { AppEnv } from './gatehouse.ts'
import { signUp } from './people.ts'
import { pictureAddresses } from './rows.ts'

/** A picture that differs from others by a number. */
export const picture = (delay: number) => gif({ blocks: [gifControl(delay), gifFrame()] })

export const isThere = async (address: string | null) => (await env.PICTURES.head(address ?? '')) !== null

/** Every picture that an account shows is there, and no others since. */
export async function nothingLostOrLeft(before: string[], ...accounts: Account[]): Promise<void> {
  const shown = accounts.flatMap(({ avatar, cover }) => [avatar, cover].filter((address) => address !== null))
  expect((await pictureAddresses()).sort()).toEqual([...new Set([...before, ...shown])].sort())
}

/** A new account with pictures, and what it is now. */
export async function openAccount(
  gatehouse: AppEnv,
  pictures: { avatar?: Uint8Array<ArrayBuffer>; cover?: Uint8Array<ArrayBuffer> } = {},
) {
  const { ports } = gatehouse
  const { token } = await signUp(gatehouse)
  const me = await authenticate(ports, token)
  const now = async () => (await authenticate(ports, token)).account
  const account = await changeProfile(ports, me, pictures)
  const ask = () => authenticate(ports, token)
  return { me: { ...me, account }, account, now, ask }
}
