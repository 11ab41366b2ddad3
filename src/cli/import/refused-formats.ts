import { Refused } from '../refused.ts'

const startsWith =
  (...beginnings: string[]) =>
  (head: string) =>
    beginnings.some((beginning) => head.startsWith(beginning))

/** An ObjectId or text is the first value of a document, after four bytes with its length. */
const isBson = (head: string) => ['\x02', '\x07'].includes(head.charAt(4))

/** Formats of which it is known how to make one that can be read, by how their files begin. */
const FORMATS: [(head: string) => boolean, (path: string) => string][] = [
  [startsWith('PGDMP'), (path) => `is pg_dump's custom format. Type: pg_restore -f dump.sql ${path}`],
  [
    (head) => head.slice(257, 262) === 'ustar',
    (path) => `is a tar file. If pg_dump made it, type: pg_restore -f dump.sql ${path}`,
  ],
  [startsWith('\x1f\x8b'), (path) => `is compressed. Type: gunzip ${path}`],
  [startsWith('\x28\xb5\x2f\xfd'), (path) => `is compressed. Type: unzstd ${path}`],
  [startsWith('PK\x03\x04'), (path) => `is compressed. Type: unzip ${path}`],
  [startsWith('\xff\xfe', '\xfe\xff'), () => 'is UTF-16. Export it again as UTF-8'],
  [
    (head) => /^\s*<\?xml/.test(head),
    () => 'is XML. Type: python manage.py dumpdata --format json --output people.json',
  ],
  [
    startsWith('- model:'),
    () => 'is YAML. Type: python manage.py dumpdata --format json --output people.json',
  ],
  [
    startsWith('BEGIN TRANSACTION;', 'PRAGMA foreign_keys'),
    (path) => `is SQLite's dump. Type: sqlite3 people.sqlite3 < ${path}`,
  ],
  [
    (head) => /^("?_id"?,|.*,"?_id"?(,|\r|\n))/.test(head),
    () => "is mongoexport's CSV. Type: mongoexport --collection users --out users.jsonl",
  ],
  [isBson, () => 'is BSON. Type: mongoexport --collection users --out users.jsonl'],
]

/** Throws Refused, with what to type, for a file of one of these formats. `head`: its first bytes as Latin-1. */
export const refuseKnownFormats = (path: string, head: string): void => {
  const sentence = FORMATS.find(([isFormat]) => isFormat(head))?.[1]
  if (sentence) throw new Refused(`${path} ${sentence(path)}`)
}
