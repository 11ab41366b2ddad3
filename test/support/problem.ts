/** The status of a refusal of the account API, and the end of its type. */
export async function refusalIn(response: Response): Promise<[status: number, kind: string]> {
  const { type } = await response.json<{ type: string }>()
  return [response.status, type.replace('urn:gatehouse:problem:', '')]
}
