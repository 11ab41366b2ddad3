import Gatehouse from '../../src/worker.ts'
import { deriveBitsLike } from './few-iterations.ts'

// Hashes in full would be a third of what the Worker computes for the tests of pages.
crypto.subtle.deriveBits = deriveBitsLike(() => false)

export default Gatehouse
