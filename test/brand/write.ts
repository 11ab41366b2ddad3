import { writeBuiltFiles } from '../../src/cli/build/built-files.ts'
import { projectRoot } from '../../src/cli/project-root.ts'
import config from './gatehouse.config.ts'

/* Writes the static files of a deployment with a brand into the folder that is named. For test/pages/brand.test.ts. */

writeBuiltFiles(config, projectRoot, process.argv[2] ?? '')
