import { fetchStatus, type Status } from './fetch-status.ts'
import { type Finding, fault, good, type Section, warning } from './finding.ts'

type Readiness = { status: string; checks: Record<string, string | null>; warnings: string[] }

const isReadiness = (body: unknown): body is Readiness => {
  const { status, checks, warnings } = Object(body)
  return (
    typeof status === 'string' &&
    checks !== null &&
    typeof checks === 'object' &&
    Object.values(checks).every((problem) => problem === null || typeof problem === 'string') &&
    Array.isArray(warnings) &&
    warnings.every((each) => typeof each === 'string')
  )
}

/** How to fix what `/readyz` reports (`ports/readiness.ts`). */
const FIXES: [RegExp, string][] = [
  [/^migrations:/, 'npm run deploy   (applies them first)'],
  [
    /^(MASTER|SIGNING)_KEYS: missing/,
    'npm run keys -- push, or for a Worker without keys: npm run keys -- make --remote',
  ],
  [
    /^MASTER_KEYS: the key .* is another one/,
    'npm run keys -- push, from a .production.vars that has the old key',
  ],
  [/^(MASTER|SIGNING)_KEYS:/, 'npm run keys -- push, from a .production.vars that is right'],
  [
    /^(RESEND_API_KEY|TURNSTILE_SECRET|OLD_JWT_SECRETS|REVOCATIONS_SECRET|METRICS_SECRET)/,
    'npx wrangler secret put, then the name',
  ],
  [/^(THUMBNAILS|TURNSTILE)/, 'wrangler.toml, then npm run deploy'],
  [/^[A-Z_, ]+: /, 'wrangler.toml, under [vars], then npm run deploy'],
  [/^does not answer$/, 'Try again later, and see https://www.cloudflarestatus.com'],
]

const fixOf = (problem: string) => FIXES.find(([pattern]) => pattern.test(problem))?.[1]

const readinessFindings = ({ checks, warnings }: Readiness): Finding[] => [
  ...Object.entries(checks).map(([name, problem]) =>
    problem === null ? good(name, 'ok') : fault(name, problem, fixOf(problem)),
  ),
  ...warnings.map((each) => warning('warning', each)),
]

const unreachable = (url: string, status: Exclude<Status, { kind: 'response' }>): Finding =>
  status.kind === 'error'
    ? fault('Address', `${url}: ${status.why}`, 'npm run doctor -- --remote with the right URL')
    : fault(
        'Address',
        `${url} redirects to ${status.to}`,
        'If that one is yours, check it, and set PUBLIC_URL to it',
      )

const isHealthy = (status: Status): boolean =>
  status.kind === 'response' && status.status === 200 && Object(status.body).status === 'ok'

/** Checks a deployment by its /healthz and /readyz. */
export const checkDeployment = async (url: string, fetchUrl = fetchStatus): Promise<Section[]> => {
  const title = url
  const health = await fetchUrl(`${url}/healthz`)
  if (health.kind !== 'response') return [{ title, findings: [unreachable(`${url}/healthz`, health)] }]

  const ready = await fetchUrl(`${url}/readyz`)
  const checks =
    ready.kind === 'response' && isReadiness(ready.body) ? readinessFindings(ready.body) : undefined
  if (!checks && !isHealthy(health)) {
    const message = `the server there is not Gatehouse (${health.status})`
    return [
      {
        title,
        findings: [fault('Address', message, 'Check PUBLIC_URL, and that its route leads to the Worker')],
      },
    ]
  }
  const alive = isHealthy(health)
    ? good('healthz', 'ok')
    : fault('healthz', `responds with ${health.status}`, 'npx wrangler tail   (shows its log)')
  const unclear = () => [
    ready.kind === 'response'
      ? fault(
          'readyz',
          `responds with ${ready.status}, and not as Gatehouse does`,
          'npx wrangler tail   (shows its log)',
        )
      : unreachable(`${url}/readyz`, ready),
  ]
  return [{ title, findings: [alive, ...(checks ?? unclear())] }]
}
