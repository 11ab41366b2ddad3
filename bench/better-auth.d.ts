/** What the benchmark uses of Better Auth, for anyone who has not installed it. */
declare module 'better-auth' {
  export function betterAuth(options: object): {
    handler(request: Request): Promise<Response>
    api: { verifyJWT(asked: { body: { token: string } }): Promise<{ payload: object | null }> }
  }
}

declare module 'better-auth/plugins' {
  export function bearer(): object
  export function jwt(options?: object): object
}

declare module 'better-auth/db/migration' {
  export function getMigrations(options: object): Promise<{ compileMigrations(): Promise<string> }>
}
