import * as z from 'zod'

export const Changed = z.object({
  status: z.literal('success'),
  code: z.literal(200),
  message: z.literal('Password updated successfully'),
  data: z.array(z.never()),
})
export const Status = z.object({ status: z.literal('OK') })
