import { openApp } from '../../src/http/app.ts'
import { mountsOf, pagesOf } from '../../src/http/mounts.ts'
import { defaultConfig } from '../../src/ports/config.ts'

/* The server as it is without a configuration. */

export const app = openApp(defaultConfig)
export const mounts = mountsOf(defaultConfig)
export const pages = pagesOf(defaultConfig)
