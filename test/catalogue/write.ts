import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import cases from './cases.json' with { type: 'json' }
import { findClaims } from './named-cases.ts'
import { NOT_HERE } from './not-here.ts'
import { writePage } from './page.ts'

writeFileSync(join(import.meta.dirname, '../catalogue.md'), writePage(cases, findClaims(), NOT_HERE))
