type Line = { event: string; [detail: string]: unknown }

/** Writes a line of JSON for an operator, unless REQUEST_LOG is off: then it is not even made. */
export const openLog =
  ({ REQUEST_LOG }: { REQUEST_LOG?: string | undefined }) =>
  (write: () => Line): void => {
    if (REQUEST_LOG !== 'false') console.log(JSON.stringify(write()))
  }
