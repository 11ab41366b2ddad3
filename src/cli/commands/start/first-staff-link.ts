import { createHash, randomBytes } from 'node:crypto'

/**
 * A link that makes the first staff account in a browser, and the digest that the server knows it by. The digest is in
 * the arguments of a process, which other users of this machine may see; the secret is not.
 */
export const firstStaffLink = (origin: string): { url: string; digest: string } => {
  const secret = randomBytes(24).toString('base64url')
  return {
    url: `${origin}/dev/first-staff?key=${secret}`,
    digest: createHash('sha256').update(secret).digest('hex'),
  }
}
