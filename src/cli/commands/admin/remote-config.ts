import { Refused } from '../../refused.ts'
import type { Wrangler } from '../../wrangler/run-wrangler.ts'
import type { WorkerConfig } from '../../wrangler/worker-config.ts'
import { errorIn, jsonIn } from '../../wrangler/wrangler-output.ts'

type Binding = {
  type?: string
  name?: string
  id?: string
  database_id?: string
  namespace_id?: string
  bucket_name?: string
}

/** The bindings of the deployed Worker: wrangler.toml has no IDs. */
const deployedBindings = async (wrangler: Wrangler): Promise<Binding[]> => {
  const status = await wrangler(['deployments', 'status', '--json'])
  const { versions } = Object(jsonIn(status.stdout))
  const { version_id } = Object(Array.isArray(versions) ? versions[0] : undefined)
  if (typeof version_id !== 'string') {
    throw new Refused(`There is no deployment: ${errorIn(status)}\n  To create one: npm run deploy`)
  }
  const view = await wrangler(['versions', 'view', version_id, '--json'])
  const { resources } = Object(jsonIn(view.stdout))
  if (!Array.isArray(resources?.bindings)) {
    throw new Refused(`The bindings of the deployment cannot be read: ${errorIn(view)}`)
  }
  return resources.bindings
}

/**
 * A wrangler configuration for this machine with the deployed database, namespace and bucket. It holds no secret. Throws Refused
 * when there is no deployment, or it lacks one of them.
 */
export const remoteConfig = async (wrangler: Wrangler, { name, vars, ...config }: WorkerConfig) => {
  const bindings = await deployedBindings(wrangler)
  const database = bindings.find((each) => each.type === 'd1' && each.name === 'DB')
  const namespace = bindings.find((each) => each.type === 'kv_namespace' && each.name === 'REVOKED')
  const bucket = bindings.find((each) => each.type === 'r2_bucket' && each.name === 'PICTURES')?.bucket_name
  const databaseId = database?.id ?? database?.database_id
  if (!databaseId || !namespace?.namespace_id) {
    throw new Refused(
      'The deployed Worker is not bound to DB and REVOKED. Is this the wrangler.toml of Gatehouse?',
    )
  }
  return {
    // Not the name of the Worker, so that nothing can overwrite it.
    name: `${name}-admin`,
    compatibility_date: config.compatibility_date,
    ...(config.account_id !== undefined && { account_id: config.account_id }),
    vars,
    d1_databases: [{ binding: 'DB', database_id: databaseId, remote: true }],
    kv_namespaces: [{ binding: 'REVOKED', id: namespace.namespace_id, remote: true }],
    ...(bucket !== undefined && {
      r2_buckets: [{ binding: 'PICTURES', bucket_name: bucket, remote: true }],
    }),
  }
}
