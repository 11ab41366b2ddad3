import { writeBuiltFiles } from './built-files.ts'
import { projectRoot } from './project-root.ts'

const written = writeBuiltFiles(projectRoot, projectRoot)
if (written.length > 0) console.log(`Built ${written.join(', ')}`)
