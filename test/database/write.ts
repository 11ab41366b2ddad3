import { join } from 'node:path'
import { applyMigrations, readMigrations } from '../../src/cli/local-migrations.ts'

/*
 * Makes the database of a folder, as `wrangler dev --persist-to` uses it, and runs further statements there:
 * `node test/database/write.ts folder [sql…]`.
 */

const [folder = '', ...statements] = process.argv.slice(2)
const migrations = [...readMigrations(), { name: 'of the tests', statements }]
const { problem } = await applyMigrations(new AbortController().signal, join(folder, 'v3'), migrations)
if (problem) throw new Error(`The database could not be made: ${problem}`)
