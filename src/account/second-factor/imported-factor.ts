import type { ImportedFactor } from '../../ports/imported-accounts.ts'
import type { Ports } from '../../ports/ports.ts'
import { storedCodes } from './recovery-codes.ts'
import type { Totp } from './totp.ts'
import { sealTotp } from './totp-secret.ts'

/**
 * What is stored of a second factor of another system. `lastStep`: the step of the code that was used last there, so that
 * it opens nothing here.
 */
export const importedFactor = async (
  ports: Pick<Ports, 'keys' | 'random'>,
  accountId: string,
  { totp, lastStep, codes }: { totp: Totp; lastStep: number; codes: string[] },
): Promise<ImportedFactor> => ({
  totp: await sealTotp(ports, accountId, totp),
  lastStep,
  recovery: await storedCodes(ports, accountId, codes),
})
