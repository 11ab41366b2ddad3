import { type AskWrangler, complaintOf, jsonIn } from '../ask-wrangler.ts'
import { Refused } from '../refused.ts'
import type { WorkerConfig } from '../worker-config.ts'

type Binding = { type?: string; name?: string; id?: string; database_id?: string; namespace_id?: string }

/** What the deployed Worker is bound to: wrangler.toml holds no ids, and only these are surely the right ones. */
const deployedBindings = async (ask: AskWrangler): Promise<Binding[]> => {
  const status = await ask('deployments', 'status', '--json')
  const { versions } = Object(jsonIn(status.stdout))
  const { version_id } = Object(Array.isArray(versions) ? versions[0] : undefined)
  if (typeof version_id !== 'string') {
    throw new Refused(
      `There is no deployment to work on: ${complaintOf(status)}\n  To make one: npm run deploy`,
    )
  }
  const view = await ask('versions', 'view', version_id, '--json')
  const { resources } = Object(jsonIn(view.stdout))
  if (!Array.isArray(resources?.bindings)) {
    throw new Refused(`The deployment does not tell what it is bound to: ${complaintOf(view)}`)
  }
  return resources.bindings
}

/**
 * A configuration for wrangler that binds this machine to the deployed database and namespace. It holds no secret. Throws
 * Refused when there is no deployment, or it lacks one of them.
 */
export const remoteConfig = async (ask: AskWrangler, { name, vars, ...config }: WorkerConfig) => {
  const bindings = await deployedBindings(ask)
  const database = bindings.find((each) => each.type === 'd1' && each.name === 'DB')
  const namespace = bindings.find((each) => each.type === 'kv_namespace' && each.name === 'REVOKED')
  const databaseId = database?.id ?? database?.database_id
  if (!databaseId || !namespace?.namespace_id) {
    throw new Refused(
      'The deployed Worker is not bound to DB and REVOKED. Is wrangler.toml that of Gatehouse?',
    )
  }
  return {
    // Another name than the Worker's, which it must not come near.
    name: `${name}-admin`,
    compatibility_date: config.compatibility_date,
    ...(config.account_id !== undefined && { account_id: config.account_id }),
    vars,
    d1_databases: [{ binding: 'DB', database_id: databaseId, remote: true }],
    kv_namespaces: [{ binding: 'REVOKED', id: namespace.namespace_id, remote: true }],
  }
}
