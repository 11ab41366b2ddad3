/** The words of a text. */
export const words = (text: string) => text.trim().split(/\s+/)

/**
 * Texts that have broken something, somewhere, and that fast-check does not think of: it makes control characters, names
 * of prototypes and texts of any length by itself.
 */
export const naughtyStrings: readonly string[] = [
  '',
  // Blank, or not seen.
  ...[
    ' ',
    '\t\r\n',
    '\u0000',
    'a\u0000b',
    '\u001b[31m',
    '\u0085',
    '\u00a0',
    '\u00ad',
    '\u200b',
    '\u200e\u202e',
  ],
  ...['\u2028', '\ufeff', '\ufffd', '\uffff', '\ud800', '\udfff\ud800'],
  // Another text, or another length, once they are normalized or in lower case.
  ...words('👩‍👩‍👧‍👦🏳️‍🌈 𝕬𝖉𝖆 ﬁ①Ⅳ ⒶⒹⒶ аdmin İstanbulıI ßſK ЁЂЃЄЅІЇ مُنَاقَشَةُ 田中さん Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮ é é'),
  // Numbers and values in disguise.
  ...words(
    'null undefined true NaN Infinity -0 0x10 1e400 9007199254740993 99999999999999999999 ١٢٣ 1,000.00',
  ),
  // Names and operators.
  ...words('__proto__ constructor then $ne {"$gt":""} _ % = .. a.b.c'),
  // Injections into SQL, pages, templates, shells, headers and emails, paths and addresses of servers.
  ...["'", '"', "';--", "'; DROP TABLE accounts;--", "' OR '1'='1", '" OR ""="', "admin'/*"],
  ...[
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    'javascript:alert(1)',
    '{{7*7}}#{7*7}<%= 7*7 %>',
  ],
  ...['%s%s%s%n', '$(touch /tmp/x)', '`id`', '| cat /etc/passwd', '%00', '%0d%0aSet-Cookie:%20a=b'],
  ...['\r\nBcc: victim@example.com', '../../../../etc/passwd', '..\\..\\windows', 'file:///etc/passwd'],
  'http://169.254.169.254/latest/meta-data/',
  // Nearly an email address, a JWT, a picture.
  ...words('a@b @ a@ @b.example a@b@c.example a@[127.0.0.1] a@xn--.example a@ｅxample.com mıke@example.com'),
  ...['"a b"@example.com', `${'a.'.repeat(120)}a@example.com`, 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'],
  ...words(
    'data:image/png;base64, data:image/png;base64,AAAA data:text/html;base64,PHNjcmlwdD4= iVBORw0KGgo=',
  ),
  // What makes an expression slow.
  ...['a@', 'a.', '\\', '('].map((text) => text.repeat(5000)),
]
