import { writeFileSync } from 'node:fs'
import cases from './cases.json' with { type: 'json' }
import { findClaims } from './named-cases.ts'
import { NOT_HERE } from './not-here.ts'
import { writePage } from './page.ts'

writeFileSync(new URL('../catalogue.md', import.meta.url), writePage(cases, findClaims(), NOT_HERE))
