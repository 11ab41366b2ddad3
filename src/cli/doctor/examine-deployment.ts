import { type Asked, askDeployment } from './ask-deployment.ts'
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

/** What to do, by what `/readyz` complains of (`ports/readiness.ts`). */
const MENDS: [RegExp, string][] = [
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
  [/^(RESEND_API_KEY|TURNSTILE_SECRET)/, 'npx wrangler secret put, then the name'],
  [/^(THUMBNAILS|TURNSTILE)/, 'wrangler.toml, then npm run deploy'],
  [/^[A-Z_, ]+: /, 'wrangler.toml, under [vars], then npm run deploy'],
  [/^does not answer$/, 'Ask again in a while; https://www.cloudflarestatus.com'],
]

const mendOf = (problem: string) => MENDS.find(([pattern]) => pattern.test(problem))?.[1]

const readinessFindings = ({ checks, warnings }: Readiness): Finding[] => [
  ...Object.entries(checks).map(([name, problem]) =>
    problem === null ? good(name, 'ok') : fault(name, problem, mendOf(problem)),
  ),
  ...warnings.map((each) => warning('warning', each)),
]

const stranger = (url: string, asked: Exclude<Asked, { kind: 'answer' }>): Finding =>
  asked.kind === 'silence'
    ? fault('Address', `${url}: ${asked.why}`, 'npm run doctor -- --remote with the right address')
    : fault(
        'Address',
        `${url} leads elsewhere: ${asked.to}`,
        'Ask that one, if it is yours; PUBLIC_URL has to be it',
      )

const isHealthy = (asked: Asked): boolean =>
  asked.kind === 'answer' && asked.status === 200 && Object(asked.body).status === 'ok'

/** What a deployment says of itself. `ask` asks one address. */
export const examineDeployment = async (url: string, ask = askDeployment): Promise<Section[]> => {
  const title = url
  const health = await ask(`${url}/healthz`)
  if (health.kind !== 'answer') return [{ title, findings: [stranger(`${url}/healthz`, health)] }]

  const ready = await ask(`${url}/readyz`)
  const checks =
    ready.kind === 'answer' && isReadiness(ready.body) ? readinessFindings(ready.body) : undefined
  if (!checks && !isHealthy(health)) {
    const says = `what answers there is not Gatehouse (${health.status})`
    return [
      {
        title,
        findings: [fault('Address', says, 'Is PUBLIC_URL right, and does its route lead to the Worker?')],
      },
    ]
  }
  const alive = isHealthy(health)
    ? good('healthz', 'ok')
    : fault('healthz', `answers ${health.status}`, 'npx wrangler tail   (shows what it says)')
  const unclear = () => [
    ready.kind === 'answer'
      ? fault(
          'readyz',
          `answers ${ready.status}, and not as Gatehouse does`,
          'npx wrangler tail   (shows what it says)',
        )
      : stranger(`${url}/readyz`, ready),
  ]
  return [{ title, findings: [alive, ...(checks ?? unclear())] }]
}
