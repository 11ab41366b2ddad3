import type { AppEnv } from './gatehouse.ts'

/** What came back, whole: the body, and the headers that a client acts on. What is undefined was not there. */
export type Answer = {
  status: number
  body: unknown
  challenge: string | undefined
  allow: string | undefined
  retryAfter: string | undefined
}

type Init = RequestInit & { json?: unknown; token?: string }

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.match(/^application\/(problem\+)?json/)
  const header = (name: string) => response.headers.get(name) ?? undefined
  return {
    status: response.status,
    body: isJson && text !== '' ? JSON.parse(text) : text === '' ? undefined : text,
    challenge: header('www-authenticate'),
    allow: header('allow'),
    retryAfter: header('retry-after'),
  }
}

/** Asks a house and reads the answers, to be compared as a whole with `toEqual`. */
export function callerOf(gatehouse: AppEnv) {
  const call = async (method: string, path: string, init: Init = {}) =>
    answerOf(await gatehouse.request(path, { ...init, method }))
  const withBody = (method: string) => (path: string, json: unknown, token?: string) =>
    call(method, path, { json, ...(token !== undefined && { token }) })
  return {
    call,
    get: (path: string, token?: string) => call('GET', path, token === undefined ? {} : { token }),
    post: withBody('POST'),
    put: withBody('PUT'),
    patch: withBody('PATCH'),
    delete: withBody('DELETE'),
  }
}
