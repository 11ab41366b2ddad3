import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../src/cli/project-root.ts'
import { withDecisions } from './decision-list.ts'
import { read } from './pages.ts'
import { withSettings } from './settings-table.ts'

const write = (path: string, page: string) => writeFileSync(join(projectRoot, path), page)

write('docs/configuration.md', withSettings(read('docs/configuration.md'), read('src/ports/settings.ts')))
write('docs/decisions/README.md', withDecisions(read('docs/decisions/README.md')))
