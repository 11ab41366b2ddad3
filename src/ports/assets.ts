import { decodeUtf8 } from './bytes.ts'
import type { InTime } from './deadline.ts'
import { Misconfigured } from './misconfigured.ts'
import { Unavailable } from './unavailable.ts'

// The binding uses the path only.
const ORIGIN = 'https://assets'

/** The files that the build made and that are uploaded beside the Worker (cli/build/built-files.ts). */
export function openAssets(binding: Fetcher | undefined, inTime: InTime) {
  async function read(path: string): Promise<ArrayBuffer> {
    if (!binding) throw new Misconfigured('ASSETS: no binding')
    return inTime('assets', fetchBytes(binding, path))
  }

  return {
    /** The bytes of a file, by its path. Throws Unavailable if it cannot be read, or does not exist. */
    read,
    /** The same for a file of text. */
    readText: async (path: string): Promise<string> => decodeUtf8(new Uint8Array(await read(path))),
    /** The same for a file with a JSON object. */
    readJson: async (path: string): Promise<object> =>
      JSON.parse(decodeUtf8(new Uint8Array(await read(path)))),
  }
}

export type Assets = ReturnType<typeof openAssets>

async function fetchBytes(binding: Fetcher, path: string): Promise<ArrayBuffer> {
  const answer = await binding.fetch(ORIGIN + path).catch(() => undefined)
  if (answer?.status === 200) return answer.arrayBuffer().catch(() => unavailable(path))
  await answer?.body?.cancel()
  return unavailable(path)
}

function unavailable(path: string): never {
  throw new Unavailable(`asset ${path}`)
}
