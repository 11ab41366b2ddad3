import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll } from 'vitest'
import { capIterations } from './iteration-cap.ts'

capIterations()

/** Storage is fresh for each file; the runtime is shared, for to start one takes longer than most files. */
beforeAll(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS)
})
