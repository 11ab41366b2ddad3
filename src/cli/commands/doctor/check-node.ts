import { type Finding, fault, good } from './finding.ts'

const LEAST = 22

/** wrangler needs a newer Node than many machines have, so the project brings one, which npm puts first. */
export const checkNode = (version = process.versions.node): Finding =>
  Number.parseInt(version, 10) >= LEAST
    ? good('Node', version)
    : fault('Node', `${version}: wrangler needs ${LEAST} or newer`, 'npm install   (includes a newer Node)')
