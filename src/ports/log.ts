/** Writes a line of JSON for an operator, unless REQUEST_LOG is off. */
export const openLog =
  ({ REQUEST_LOG }: { REQUEST_LOG?: string | undefined }) =>
  (line: { event: string; [detail: string]: unknown }): void => {
    if (REQUEST_LOG !== 'false') console.log(JSON.stringify(line))
  }
