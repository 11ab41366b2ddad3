import { beforeAll } from 'vitest'
import { limitIterations } from './iterations.ts'
import { renewStorage } from './storage.ts'

limitIterations()

/** Storage is fresh for each file; the runtime is shared, for to start one takes longer than most files. */
beforeAll(renewStorage)
