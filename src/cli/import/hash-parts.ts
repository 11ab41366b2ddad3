/** What can be read of a stored hash. `family`: how it is verified. */
export type HashParts = { algorithm: string; family: string; parameters: Record<string, number> }

const BASE64 = String.raw`[A-Za-z\d+/]+={0,2}`
const BCRYPT = String.raw`\$2[aby]\$(?<cost>\d\d)\$[./A-Za-z\d]{53}`

/** Forms of hashes. Named groups are the parameters. */
const FORMS: { form: string; algorithm: string; family: string }[] = [
  ...['sha256', 'sha1', 'sha512'].map((digest) => ({
    form: String.raw`pbkdf2_${digest}\$(?<iterations>\d{1,9})\$[^$]+\$${BASE64}`,
    algorithm: `pbkdf2_${digest}`,
    family: 'pbkdf2',
  })),
  { form: BCRYPT, algorithm: 'bcrypt', family: 'bcrypt' },
  { form: String.raw`bcrypt\$${BCRYPT}`, algorithm: 'bcrypt', family: 'bcrypt' },
  { form: String.raw`bcrypt_sha256\$${BCRYPT}`, algorithm: 'bcrypt_sha256', family: 'bcrypt' },
  {
    form: String.raw`scrypt\$(?<n>\d{1,9})\$[^$]+\$(?<r>\d{1,5})\$(?<p>\d{1,5})\$${BASE64}`,
    algorithm: 'scrypt',
    family: 'scrypt',
  },
  { form: String.raw`md5\$[^$]+\$[\da-f]{32}`, algorithm: 'md5', family: 'digest' },
  { form: String.raw`sha1\$[^$]+\$[\da-f]{40}`, algorithm: 'sha1', family: 'digest' },
  { form: String.raw`(md5\$\$)?[\da-f]{32}`, algorithm: 'unsalted_md5', family: 'digest' },
  { form: String.raw`sha1\$\$[\da-f]{40}`, algorithm: 'unsalted_sha1', family: 'digest' },
  { form: String.raw`crypt\$[^$]*\$.{13,}`, algorithm: 'crypt', family: 'crypt' },
]

const FIRST_ARGON2 = String.raw`(?:argon2)?\$(?<variant>argon2(?:id|i|d))\$(?:v=(?<v>\d+)\$)?`
const ARGON2 = new RegExp(
  String.raw`^${FIRST_ARGON2}m=(?<m>\d{1,9}),t=(?<t>\d{1,5}),p=(?<p>\d{1,5})(?:,[^$]*)?\$${BASE64}\$${BASE64}$`,
)

const patterns = FORMS.map(({ form, ...kind }) => ({ ...kind, pattern: new RegExp(`^(?:${form})$`) }))

const numbers = (groups: Record<string, string | undefined> = {}): Record<string, number> =>
  Object.fromEntries(
    Object.entries(groups).flatMap(([name, digits]) =>
      digits === undefined ? [] : [[name, Number(digits)]],
    ),
  )

const argon2Parts = (password: string): HashParts | undefined => {
  const match = ARGON2.exec(password)
  if (!match) return undefined
  const { variant = '', v, ...costs } = match.groups ?? {}
  const family = variant === 'argon2d' ? variant : v === '19' ? 'argon2' : 'argon2 16'
  return { algorithm: variant, family, parameters: numbers(costs) }
}

/** Reads a hash of Django, or of bcrypt and argon2 as other systems write them. Undefined for any other text. */
export const hashParts = (password: string): HashParts | undefined => {
  for (const { algorithm, family, pattern } of patterns) {
    const match = pattern.exec(password)
    if (match) return { algorithm, family, parameters: numbers(match.groups) }
  }
  return argon2Parts(password)
}
