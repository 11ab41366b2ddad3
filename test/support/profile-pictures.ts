import { expect } from 'vitest'
import { callerOf } from './caller.ts'
import type { AppEnv } from './gatehouse.ts'

export const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))

/** Pictures of the profile API, sent and read as its clients do. */
export function picturesAt(gatehouse: AppEnv) {
  const { put } = callerOf(gatehouse)
  const send = (image: unknown, token: string) => put('/api/profile/', { image }, token)
  return {
    send,
    /** The address of what the profile shows from now on. */
    async show(image: string, token: string): Promise<string> {
      const { status, body } = await send(image, token)
      expect(status).toBe(200)
      await gatehouse.settled()
      return (body as { image: string }).image
    },
    bytesAt: async (path: string) => new Uint8Array(await (await gatehouse.request(path)).arrayBuffer()),
  }
}
