import { documentsOf } from '../../src/http/documents.ts'
import { defaultConfig } from '../../src/ports/config.ts'

/** The API documents without a configuration. */
export const documents = documentsOf(defaultConfig)
