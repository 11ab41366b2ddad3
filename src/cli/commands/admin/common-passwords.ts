import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CommonPasswords } from '../../../ports/common-passwords.ts'
import { packCommonPasswords } from '../../pack-common-passwords.ts'
import { projectRoot } from '../../project-root.ts'

/** The table as the build makes it: in Node no static files are bound. */
export const commonPasswords: CommonPasswords = {
  table: async () => {
    const list = readFileSync(join(projectRoot, 'src/account/passwords/common-passwords.txt'), 'utf8')
    return new Uint8Array(packCommonPasswords(list)).buffer
  },
}
