/** The status of a refusal of the account API, and the end of its type. */
export async function refusalIn(response: Response): Promise<[status: number, kind: string]> {
  const { type } = await response.json<{ type: string }>()
  return [response.status, type.replace('urn:gatehouse:problem:', '')]
}

/** A refusal of the account API, whole. `more`: what else its caller has, such as a challenge. */
export const problem = (status: number, kind: string, title: string, more: object = {}) => ({
  status,
  body: { type: `urn:gatehouse:problem:${kind}`, title, status },
  ...more,
})

/** The refusal of one parameter. */
export const invalid = (parameter: string) => ({
  status: 400,
  body: {
    type: 'urn:gatehouse:problem:invalid',
    title: 'Something in the request is not valid.',
    status: 400,
    errors: [{ parameter, detail: 'This is not valid.' }],
  },
})
