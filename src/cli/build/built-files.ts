import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writtenDocuments } from '../../http/documents.ts'
import type { Config } from '../../ports/config.ts'
import { packCommonPasswords } from '../pack-common-passwords.ts'
import { Refused } from '../refused.ts'

const pages = join(import.meta.dirname, '../../dialects/pages/browser')
const swaggerUi = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')))

/** Static files are answered before the Worker, and so without the headers that it sets. */
const staticHeaders = `/*
  Content-Security-Policy: default-src 'none'; frame-ancestors 'none'
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Resource-Policy: same-origin
  Referrer-Policy: same-origin
  X-Content-Type-Options: nosniff
  X-Frame-Options: DENY
`

const DOCUMENTS = 'build/assets/docs'

/** Everything under build/, by its path from the root of the project. */
const builtFilesOf = (config: Config): Record<string, (root: string) => Uint8Array> => ({
  'build/assets/common-passwords.bin': (root) =>
    packCommonPasswords(readFileSync(join(root, 'src/account/passwords/common-passwords.txt'), 'utf8')),
  'build/assets/_headers': () => Buffer.from(staticHeaders),
  ...Object.fromEntries(
    Object.entries(writtenDocuments(config)).map(([name, text]) => [
      `${DOCUMENTS}/${name}`,
      () => Buffer.from(text),
    ]),
  ),
  [`${DOCUMENTS}/swagger-ui.css`]: () => readFileSync(join(swaggerUi, 'swagger-ui.css')),
  [`${DOCUMENTS}/swagger-ui-bundle.js`]: () => readFileSync(join(swaggerUi, 'swagger-ui-bundle.js')),
  ...brandFilesOf(config),
  ...Object.fromEntries(
    readdirSync(pages).map((name) => [`build/assets/pages/${name}`, () => readFileSync(join(pages, name))]),
  ),
})

const PAGES = 'build/assets/pages'

/** The colours and the logo of the team, where the configuration has them. */
const brandFilesOf = ({ brand: { accent, logo } }: Config): Record<string, (root: string) => Uint8Array> => ({
  ...(accent && { [`${PAGES}/brand.css`]: () => Buffer.from(accentRules(accent)) }),
  ...(logo && { [`${PAGES}/logo${extname(logo)}`]: (root) => readLogo(root, logo) }),
})

function readLogo(root: string, logo: string): Uint8Array {
  const file = join(root, logo)
  if (!existsSync(file))
    throw new Refused(`gatehouse.config.ts: brand.logo is ${logo}, and there is no such file`)
  return readFileSync(file)
}

const accentRules = ({ light, dark }: { light: string; dark: string }) => `:root {
  --accent: light-dark(${light}, ${dark});
  --accent-strong: light-dark(color-mix(in srgb, ${light} 80%, #000), color-mix(in srgb, ${dark} 80%, #fff));
}
`

const isUpToDate = (file: string, content: Uint8Array) =>
  statSync(file, { throwIfNoEntry: false })?.isFile() === true && readFileSync(file).equals(content)

/** Leaves a file alone when it would not change: wrangler watches them and would reload the Worker. */
export function writeBuiltFiles(config: Config, from: string, to: string): string[] {
  const files = builtFilesOf(config)
  removeOther(to, DOCUMENTS, /\.(json|list\.txt)$/, files)
  removeOther(to, PAGES, /^(brand\.css|logo\.(svg|png))$/, files)
  return Object.entries(files).flatMap(([path, make]) => {
    const file = join(to, path)
    const content = make(from)
    if (isUpToDate(file, content)) return []
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    return [path]
  })
}

/** An API that was on in an earlier build may be off now, and a brand another one. */
function removeOther(to: string, folder: string, kind: RegExp, files: object): void {
  const place = join(to, folder)
  if (!existsSync(place)) return
  const others = readdirSync(place).filter((name) => kind.test(name) && !(`${folder}/${name}` in files))
  for (const name of others) rmSync(join(place, name))
}
