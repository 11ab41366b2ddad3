import { openApp, routeGroupsOf } from '../../src/http/app.ts'
import { mountsOf } from '../../src/http/mounts.ts'
import { defaultConfig } from '../../src/ports/config.ts'

/* The server as it is without a configuration. */

export const app = openApp(defaultConfig)
export const mounts = mountsOf(defaultConfig)
export const routeGroups = routeGroupsOf(defaultConfig, mounts)
