import * as z from 'zod'
import { AccountId } from './texts.ts'

const SessionId = z.uuid().meta({ examples: ['0b9f3c1e-5d1a-4c0e-9a53-2f1d7b1c8e42'] })

const SessionRevocation = z
  .object({
    kind: z.literal('session'),
    account: AccountId,
    session: SessionId.meta({ description: 'JWTs with this `sid` are not valid any more.' }),
  })
  .meta({ id: 'SessionRevocation' })

const AccountRevocation = z
  .object({
    kind: z.literal('account'),
    account: AccountId.meta({ description: 'JWTs with this `sub` …' }),
    session_version: z
      .int()
      .meta({ description: '… and a lower `ep` are not valid any more …', examples: [3] }),
    except_session: z.uuid().nullable().meta({ description: '… unless their `sid` is this one.' }),
  })
  .meta({ id: 'AccountRevocation' })

export const RevocationItem = z.discriminatedUnion('kind', [SessionRevocation, AccountRevocation])

export const RevocationList = z
  .object({
    revocations: z.array(RevocationItem),
    cursor: z
      .string()
      .meta({ description: 'Where the next page begins: `?after=`.', examples: ['1795159005955'] }),
    more: z.boolean().meta({ description: 'Whether there is a next page already.' }),
  })
  .meta({ id: 'RevocationPage' })
