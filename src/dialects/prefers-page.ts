/** Whether a client would rather have a page: browsers name HTML first; programs ask for JSON, or for anything. */
export const prefersPage = (request: Request): boolean =>
  /^\s*text\/html\b/i.test(request.headers.get('accept') ?? '')
