type Parts = { authorization?: string; json?: object; client?: number }

/** An HTTP/1.1 request as text. Each client has an address of its own, as Cloudflare would tell it. */
export function writeRequest(
  method: 'GET' | 'POST',
  path: string,
  { authorization, json, client = 0 }: Parts = {},
): string {
  const body = json ? JSON.stringify(json) : ''
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: localhost',
    'user-agent: gatehouse-bench',
    'accept: application/json',
    `cf-connecting-ip: 10.${(client >> 16) & 255}.${(client >> 8) & 255}.${client & 255}`,
    ...(authorization ? [`authorization: ${authorization}`] : []),
    ...(json ? ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`] : []),
    ...(method === 'POST' && !json ? ['content-length: 0'] : []),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
