export type EmailMessage = {
  to: string | string[]
  from: string
  subject: string
  text: string
  html: string
}

export type ReplayTarget = {
  /** Scheme and host, for instance `http://localhost:8787`. */
  origin: string
  /** The server under test. */
  send(request: Request): Promise<Response>
  /** The mail so far, newest first; everything that was under way has been sent. */
  emails(): Promise<EmailMessage[]>
  /** Moves the server's clock, so that no test sleeps. */
  wait(seconds: number): void
  /** The server's time in milliseconds. */
  now(): number
}
