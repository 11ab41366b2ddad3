import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll } from 'vitest'
import { capIterations } from './iteration-cap.ts'

capIterations()

beforeAll(() => applyD1Migrations(env.DB, env.MIGRATIONS))
