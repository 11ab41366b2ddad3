export const DEFAULT_PORT = 8787

/** Where the server of a port answers, and where links in its emails lead. */
export const localUrl = (port = DEFAULT_PORT) => `http://localhost:${port}`
