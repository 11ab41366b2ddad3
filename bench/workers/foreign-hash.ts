import { everyVerifier } from '../../src/account/passwords/foreign/every-verifier.ts'
import { ITERATIONS, linkUp } from '../../src/account/passwords/password-hash.ts'

const PASSWORD = 'Vq7-mountain-Kestrel'
const SALT = 'AAECAwQFBgcICQoLDA0ODw'

/** What is measured, as it is stored; `chain` is our own hash, for comparison. */
const FORMS = [
  'chain',
  'pbkdf2_sha256,i=36000',
  'pbkdf2_sha256,i=260000',
  'pbkdf2_sha256,i=600000',
  'pbkdf2_sha256,i=1000000',
  'pbkdf2_sha256,i=2000000',
  'pbkdf2_sha1,i=260000',
  'pbkdf2_sha1,i=1000000',
  'pbkdf2_sha512,i=210000',
  'pbkdf2_sha512,i=1000000',
  'bcrypt,c=10',
  'bcrypt,c=12',
  'bcrypt_sha256,c=12',
  'bcrypt,c=14',
  'scrypt,n=16384,r=8,p=1',
  'scrypt,n=16384,r=8,p=5',
  'scrypt,n=65536,r=8,p=1',
  'argon2id,m=19456,t=2,p=1,l=32',
  'argon2id,m=65536,t=3,p=4,l=32',
  'md5',
]

async function verify(form: string): Promise<void> {
  if (form === 'chain') {
    const salt = new Uint8Array(16)
    await linkUp({ hash: 'SHA-256', iterations: ITERATIONS, links: 6, salt }, PASSWORD)
    return
  }
  const stored = `$foreign$v=1$a=${form},keyid=1$${SALT}$${'A'.repeat(43)}`
  for (const { open } of Object.values(everyVerifier))
    await open(stored, '')?.derive(PASSWORD, async () => {})
}

/** `/` lists what can be verified; `/3` verifies the fourth of it. */
export default {
  async fetch({ url }: Request): Promise<Response> {
    const at = new URL(url).pathname.slice(1)
    if (at !== '') await verify(FORMS[Number(at)] ?? '')
    return Response.json(FORMS)
  },
}
