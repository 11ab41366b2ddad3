import { FILE } from './schema-samples.ts'

/* How an operation is asked for: with curl, with fetch, and with the client of `client/`. */

/** Where the server of the samples is. The page puts its own origin in its place (pages/browser/docs.js). */
const SERVER = 'https://id.example.com'

const PACKAGE = `'gatehouse-client'`

/** One request. `body`: its fields; `client`: a call of the client, where `body` and `file` stand for what is sent. */
export type Sampled = {
  method: string
  path: string
  media: string | undefined
  body: Record<string, unknown> | undefined
  credential: 'token' | 'secret' | undefined
  client: string | undefined
  /** Who signs in with the client first, where a call needs it. */
  person: Record<string, unknown> | undefined
  /** The API of the client. */
  api: string
}

type CodeSample = { lang: 'Shell' | 'JavaScript' | 'TypeScript'; label: string; source: string }

/** As Redoc, Scalar and other readers of documents take it. */
export const codeSamplesOf = (sampled: Sampled): CodeSample[] => [
  { lang: 'Shell', label: 'curl', source: curl(sampled) },
  { lang: 'JavaScript', label: 'fetch', source: withFetch(sampled) },
  ...(sampled.client === undefined
    ? []
    : [{ lang: 'TypeScript', label: 'client', source: withClient(sampled, sampled.client) } as const]),
]

const isForm = ({ media }: Sampled) => media === 'multipart/form-data'

/** The shell's own quotes end and begin again around one. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

function curl(sampled: Sampled): string {
  const { method, path, body, credential } = sampled
  const fields = Object.entries(body ?? {})
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${SERVER}${path}`,
    ...(credential === undefined ? [] : [`-H "Authorization: Bearer $${credential.toUpperCase()}"`]),
    ...(body && !isForm(sampled)
      ? [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body))}`]
      : fields.map(([name, value]) =>
          value === FILE ? `-F ${name}=@picture.png` : `-F ${quoted(`${name}=${value}`)}`,
        )),
  ]
  return lines.join(' \\\n  ')
}

function withFetch(sampled: Sampled): string {
  const { method, path, body, credential } = sampled
  const sendsJson = body !== undefined && !isForm(sampled)
  const headers = [
    ...(sendsJson ? [`'Content-Type': 'application/json'`] : []),
    ...(credential === undefined ? [] : [`Authorization: \`Bearer \${${credential}}\``]),
  ]
  const options = [
    ...(method === 'GET' ? [] : [`method: '${method}'`]),
    ...(headers.length > 0 ? [`headers: { ${headers.join(', ')} }`] : []),
    ...(sendsJson ? [`body: JSON.stringify(${literal(body, 1)})`] : []),
    ...(isForm(sampled) ? ['body: form'] : []),
  ]
  const written = options.length === 0 ? '' : `, {\n${options.map((each) => `  ${each},\n`).join('')}}`
  const form = isForm(sampled)
    ? [
        'const form = new FormData()',
        ...Object.entries(body ?? {}).map(
          ([name, value]) => `form.append('${name}', ${value === FILE ? 'file' : literal(value)})`,
        ),
      ]
    : []
  return [...form, `const response = await fetch('${SERVER}${path}'${written})`].join('\n')
}

function withClient({ body, person, api }: Sampled, client: string): string {
  const call = client.replace(/\bbody\b/, () => literal(body ?? {}))
  return [
    `import { createGatehouse } from ${PACKAGE}`,
    '',
    `const gatehouse = createGatehouse({ baseUrl: '${SERVER}', api: '${api}' })`,
    ...(person ? [`await gatehouse.signIn(${literal(person)})`] : []),
    `const result = await gatehouse.${call}`,
  ].join('\n')
}

/** A value as a program has it, each field of an object on a line of its own. `depth`: how far it is indented. */
function literal(value: unknown, depth = 0): string {
  if (value === FILE) return 'file'
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, '\\$&')}'`
  if (Array.isArray(value)) return `[${value.map((each) => literal(each, depth)).join(', ')}]`
  if (value === null || typeof value !== 'object') return String(value)
  const fields = Object.entries(value)
  if (fields.length === 0) return '{}'
  const indent = '  '.repeat(depth + 1)
  const lines = fields.map(([name, each]) => `${indent}${name}: ${literal(each, depth + 1)},\n`)
  return `{\n${lines.join('')}${'  '.repeat(depth)}}`
}
