import { join } from 'node:path'
import { build } from 'esbuild'
import type { SessionStorage } from '../../../client/src/index.ts'
import { png } from '../../conformance/png.ts'

export const NEXT = 'Rt5-harbour-Cormorant'

/** A picture to upload. */
export const picture = () => new Blob([png(1, 1)], { type: 'image/png' })

/** A storage that a test looks into. */
export function openStorage() {
  let text: string | null = null
  const storage: SessionStorage = {
    get: () => text,
    set: (given) => {
      text = given
    },
    remove: () => {
      text = null
    },
  }
  return {
    storage,
    session: () => JSON.parse(text ?? 'null') as { access: string; refresh?: string } | null,
    /** Makes the access token one that the server refuses, as when it has expired. */
    expire: () => {
      text = JSON.stringify({ ...JSON.parse(text ?? '{}'), access: 'expired' })
    },
  }
}

/** The platform's fetch, which notes each request. `replace`: what to answer instead of asking the server. */
export function openFetch(replace: (path: string, method: string) => Response | undefined = () => undefined) {
  const requests: string[] = []
  const send: typeof fetch = async (input, init) => {
    const { pathname } = new URL(String(input))
    const method = init?.method ?? 'GET'
    requests.push(`${method} ${pathname}`)
    return replace(pathname, method) ?? fetch(input, init)
  }
  return { send, requests, count: (path: string) => requests.filter((each) => each.endsWith(path)).length }
}

const entry = join(import.meta.dirname, '../../../client/src/index.ts')

/** The client as a script of a page, which leaves it as `gatehouse`. */
export async function scriptOfClient(): Promise<string> {
  const options = { bundle: true, format: 'iife', globalName: 'gatehouse', write: false } as const
  const { outputFiles } = await build({ ...options, entryPoints: [entry] })
  return outputFiles[0]?.text ?? ''
}
