/** Whether a client would rather have a page: browsers name HTML first; programs ask for JSON, or for anything. */
export const prefersPage = (request: Request): boolean =>
  /^\s*text\/html\b/i.test(request.headers.get('accept') ?? '')

/** Whether a person reads the answer at a terminal. */
export const isCurl = (request: Request): boolean => /^curl\b/.test(request.headers.get('user-agent') ?? '')
