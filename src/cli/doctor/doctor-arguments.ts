import { parseArgs } from 'node:util'
import { type Mistake, mistakeOf } from '../parse-mistake.ts'

export const usage = `Looks at what Gatehouse needs, and says what to do about what is lacking. Changes nothing.

  npm run doctor                        this checkout: Node, wrangler.toml, secrets, local database, mail, hashing
  npm run doctor -- --remote URL        a deployment: what its /healthz and /readyz say
  npm run doctor -- --json              the same as JSON
  npm run doctor -- --help              this text

It ends with 1 when something is at fault (✘).`

export type DoctorRequest = { kind: 'local' } | { kind: 'remote'; url: string }

const withScheme = (text: string) => {
  if (text.includes('://')) return text
  // A deployment has TLS, and this machine has none.
  return /^(localhost|127\.|\[::1\])/.test(text) ? `http://${text}` : `https://${text}`
}

/** The address without what may follow it, or what is wrong with it. */
const readUrl = (text: string): { url: string } | { message: string } => {
  const { protocol = '', host = '', pathname = '', username, password } = URL.parse(withScheme(text)) ?? {}
  if (username || password) return { message: 'The address of a deployment has no name and no password' }
  if (!host || !/^https?:$/.test(protocol)) return { message: `“${text}” is no address of a deployment` }
  return { url: `${protocol}//${host}${pathname.replace(/\/+$/, '')}` }
}

export const parseDoctorArguments = (
  args: string[],
): (DoctorRequest & { asJson: boolean }) | { kind: 'help' } | Mistake => {
  try {
    const { values } = parseArgs({
      args,
      options: {
        remote: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return { kind: 'help' }
    if (values.remote === undefined) return { kind: 'local', asJson: values.json }

    const read = readUrl(values.remote)
    return 'url' in read
      ? { kind: 'remote', url: read.url, asJson: values.json }
      : { kind: 'mistake', message: read.message }
  } catch (error) {
    return mistakeOf(error as Error)
  }
}
