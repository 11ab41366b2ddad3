import type { Templates } from '../../../ports/email-templates.ts'
import { type Unit, unitOf } from '../unit-of.ts'

const IGNORE = 'Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren. Es wurde nichts geändert.'
const NOT_ME = 'Das war ich nicht'
const NOTHING_TO_DO = 'Wenn Sie das waren, müssen Sie nichts tun.'

const worksOnce = (within: string) =>
  `Der Link funktioniert einmal. Benutzen Sie ihn innerhalb von ${within}.`

const inCase = (username: string | undefined) =>
  username === undefined ? [] : [`Ihr Benutzername, falls Sie ihn vergessen haben: ${username}`]

const ofAccount = (username: string | undefined) =>
  username === undefined ? 'eines Kontos' : `des Kontos ${username}`

const followIt = (within: string) =>
  `folgen Sie innerhalb von ${within} dem Link. Er meldet alle Geräte ab, macht das Passwort ungültig und schickt Ihnen eine E-Mail, mit der Sie ein neues wählen.`

const ifNotYou = (within: string) => `Wenn Sie das nicht waren, ${followIt(within)}`

/** Fewer recovery codes than this are few. */
const FEW = 3

/** A notice about the second factor: its heading, and what happened. */
const aboutFactor =
  (heading: string, say: (of: string, site: string) => string): Templates['factorAdded'] =>
  ({ site, username, within }) => ({
    subject: `${site}: ${heading}`,
    heading,
    before: [say(ofAccount(username), site), `${NOTHING_TO_DO} ${ifNotYou(within)}`],
    link: NOT_ME,
    after: [],
  })

/** In the dative, as it follows "innerhalb von". */
const UNITS: Record<Unit, readonly [one: string, many: string]> = {
  day: ['Tag', 'Tagen'],
  hour: ['Stunde', 'Stunden'],
  minute: ['Minute', 'Minuten'],
  second: ['Sekunde', 'Sekunden'],
}

function duration(seconds: number): string {
  const { count, unit } = unitOf(seconds)
  return `${count} ${UNITS[unit][count === 1 ? 0 : 1]}`
}

/** The emails in German. */
export const german: Templates = {
  duration,
  code: (location) => `Auf einem anderen Gerät öffnen Sie ${location} und geben Sie diesen Code ein:`,
  codeHere: 'Oder geben Sie diesen Code dort ein, wo Sie sich anmelden:',
  footer: (site) =>
    `${site} hat Ihnen diese E-Mail geschickt, weil dort jemand Ihre E-Mail-Adresse eingegeben hat.`,
  key: (key) => `Oder geben Sie diesen Schlüssel in der App ein: ${key}`,

  passwordReset: ({ site, username, within }) => ({
    subject: `Neues Passwort bei ${site}`,
    heading: 'Wählen Sie ein neues Passwort',
    before: [
      `Jemand hat bei ${site} ein neues Passwort angefordert. Wenn Sie das waren, wählen Sie es hier:`,
    ],
    link: 'Neues Passwort wählen',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  passwordResetByKey: ({ site, within }) => ({
    subject: `Neues Passwort bei ${site}`,
    heading: 'Wählen Sie ein neues Passwort',
    before: [
      `Jemand hat bei ${site} ein neues Passwort angefordert. Wenn Sie das waren, wählen Sie es hier:`,
    ],
    link: 'Neues Passwort wählen',
    after: [worksOnce(within), IGNORE],
  }),

  usernameReset: ({ site, username, within }) => ({
    subject: `Neuer Benutzername bei ${site}`,
    heading: 'Wählen Sie einen neuen Benutzernamen',
    before: [
      `Jemand hat bei ${site} einen neuen Benutzernamen angefordert. Wenn Sie das waren, wählen Sie ihn hier:`,
    ],
    link: 'Neuen Benutzernamen wählen',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  addressReset: ({ site, username, within }) => ({
    subject: `Neue E-Mail-Adresse bei ${site}`,
    heading: 'Wählen Sie eine neue E-Mail-Adresse',
    before: [
      `Jemand hat bei ${site} eine neue E-Mail-Adresse angefordert. Wenn Sie das waren, wählen Sie sie hier:`,
    ],
    link: 'Neue E-Mail-Adresse wählen',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  activation: ({ site, within }) => ({
    subject: `Aktivieren Sie Ihr Konto bei ${site}`,
    heading: `Willkommen bei ${site}`,
    before: ['Aktivieren Sie hier Ihr Konto:'],
    link: 'Konto aktivieren',
    after: [
      worksOnce(within),
      'Wenn Sie kein Konto angelegt haben, können Sie diese E-Mail ignorieren. Das Konto bleibt inaktiv.',
    ],
  }),

  verification: ({ site, within }) => ({
    subject: `Bestätigen Sie Ihre E-Mail-Adresse bei ${site}`,
    heading: 'Bestätigen Sie Ihre E-Mail-Adresse',
    before: [
      `Jemand hat diese E-Mail-Adresse für ein Konto bei ${site} angegeben. Wenn Sie das waren, bestätigen Sie, dass sie Ihnen gehört:`,
    ],
    link: 'E-Mail-Adresse bestätigen',
    after: [
      worksOnce(within),
      'Wenn Sie dort kein Konto haben, können Sie diese E-Mail ignorieren. Die E-Mail-Adresse bleibt unbestätigt.',
    ],
  }),

  passwordChanged: ({ site, username, within }) => ({
    subject: `${site}: Ihr Passwort wurde geändert`,
    heading: 'Ihr Passwort wurde geändert',
    before: [
      `Das Passwort ${ofAccount(username)} bei ${site} wurde geändert, und alle anderen Sitzungen wurden beendet.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  usernameChanged: ({ site, username, newName, within }) => ({
    subject: `${site}: Ihr Benutzername wurde geändert`,
    heading: 'Ihr Benutzername wurde geändert',
    before: [
      username === undefined
        ? `Ein Konto bei ${site} hat einen neuen Benutzernamen.`
        : `Der neue Benutzername ${ofAccount(username)} bei ${site} ist ${newName}. Melden Sie sich künftig damit an.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  addressChanged: ({ site, username, within }) => ({
    subject: `${site}: Ihre E-Mail-Adresse wurde geändert`,
    heading: 'Ihre E-Mail-Adresse wurde geändert',
    before: [
      `Die E-Mail-Adresse ${ofAccount(username)} bei ${site} wurde geändert. E-Mails gehen jetzt an die neue.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)} Das Konto bekommt diese E-Mail-Adresse zurück.`,
    ],
    link: NOT_ME,
    after: [],
  }),

  addressPending: ({ site, username, within }) => ({
    subject: `${site}: Ihre E-Mail-Adresse soll geändert werden`,
    heading: 'Ihre E-Mail-Adresse soll geändert werden',
    before: [
      `Jemand hat für ${username === undefined ? 'ein Konto' : `das Konto ${username}`} bei ${site} eine neue E-Mail-Adresse angegeben. Sie ersetzt diese hier, sobald sie bestätigt ist.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)} Das Konto behält diese E-Mail-Adresse oder bekommt sie zurück.`,
    ],
    link: NOT_ME,
    after: [],
  }),

  sessionEnded: ({ site, username, within }) => ({
    subject: `${site}: Wir haben eines Ihrer Geräte abgemeldet`,
    heading: 'Wir haben eines Ihrer Geräte abgemeldet',
    before: [
      `Zwei Geräte haben dieselbe Sitzung ${ofAccount(username)} bei ${site} benutzt. Eines davon hat sie vielleicht kopiert. Zur Sicherheit haben wir die Sitzung auf beiden beendet.`,
      `Melden Sie sich dort wieder an, wo Sie es brauchen. Wenn Sie sich nicht erklären können, was geschehen ist, ${followIt(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  factorAdded: aboutFactor(
    'Die Anmeldung in zwei Schritten ist eingeschaltet',
    (of, site) =>
      `Zur Anmeldung mit den Daten ${of} bei ${site} ist jetzt ein Code aus einer Authenticator-App nötig. Alle anderen Geräte wurden abgemeldet.`,
  ),
  factorReplaced: aboutFactor(
    'Ihre Authenticator-App wurde gewechselt',
    (of, site) =>
      `Die Codes ${of} bei ${site} kommen jetzt aus einer anderen Authenticator-App. Die alte gilt nicht mehr.`,
  ),
  factorRemoved: aboutFactor(
    'Die Anmeldung in zwei Schritten ist ausgeschaltet',
    (of, site) =>
      `Die Authenticator-App ${of} bei ${site} wurde entfernt. Zur Anmeldung genügt jetzt das Passwort.`,
  ),
  appRemoved: aboutFactor(
    'Ihre Authenticator-App wurde entfernt',
    (of, site) =>
      `Die Authenticator-App ${of} bei ${site} wurde entfernt. Zur Anmeldung mit dem Passwort ist weiterhin ein Passkey oder ein Wiederherstellungscode nötig.`,
  ),
  factorReset: aboutFactor(
    'Ihr zweiter Faktor wurde vom Betreiber entfernt',
    (of, site) =>
      `Mitarbeiter von ${site} haben den zweiten Faktor ${of} entfernt, und alle Geräte wurden abgemeldet. Zur Anmeldung genügt jetzt das Passwort.`,
  ),
  passkeyAdded: aboutFactor(
    'Sie haben einen neuen Passkey',
    (of, site) =>
      `Ein Passkey ${of} bei ${site} wurde hinzugefügt. Mit ihm kann man sich ohne Passwort anmelden.`,
  ),
  passkeyRemoved: aboutFactor(
    'Ein Passkey wurde entfernt',
    (of, site) => `Ein Passkey ${of} bei ${site} wurde entfernt. Mit ihm kann man sich nicht mehr anmelden.`,
  ),
  passkeyCopied: aboutFactor(
    'Ein Passkey wurde abgelehnt',
    (of, site) =>
      `Eine Anmeldung mit einem Passkey ${of} bei ${site} wurde abgelehnt, weil es vielleicht eine Kopie des Passkeys gibt. Entfernen Sie ihn, und fügen Sie einen neuen hinzu.`,
  ),
  passkeyRequired: aboutFactor(
    'Die Anmeldung in zwei Schritten ist eingeschaltet',
    (of, site) =>
      `Für die Anmeldung mit dem Passwort ${of} bei ${site} ist jetzt außerdem ein Passkey oder ein Wiederherstellungscode nötig. Alle anderen Geräte wurden abgemeldet.`,
  ),
  passkeyOptional: aboutFactor(
    'Die Anmeldung in zwei Schritten ist ausgeschaltet',
    (of, site) => `Zur Anmeldung genügt jetzt das Passwort ${of} bei ${site}.`,
  ),
  recoveryCodesMade: aboutFactor(
    'Sie haben neue Wiederherstellungscodes',
    (of, site) =>
      `Die Wiederherstellungscodes ${of} bei ${site} wurden erneuert. Die alten gelten nicht mehr.`,
  ),
  recoveryCodeUsed: ({ left, ...facts }) =>
    aboutFactor(
      'Ein Wiederherstellungscode wurde benutzt',
      (of, site) =>
        `Jemand hat sich mit einem Wiederherstellungscode ${of} bei ${site} angemeldet. Noch übrig: ${left}.${left < FEW ? ' Erzeugen Sie bald neue.' : ''}`,
    )(facts),
  approvalOn: aboutFactor(
    'Sie können Anmeldungen per E-Mail bestätigen',
    (of, site) =>
      `Eine Anmeldung ohne Code mit den Daten ${of} bei ${site} kann jetzt mit einer E-Mail bestätigt werden.`,
  ),
  signInApproval: ({ site, username, within, program, place, time }) => ({
    subject: `${site}: Bestätigen Sie eine Anmeldung`,
    heading: 'Bestätigen Sie eine Anmeldung',
    before: [
      `Jemand hat das richtige Passwort ${ofAccount(username)} bei ${site} eingegeben. Wenn Sie das waren, bestätigen Sie es und melden Sie sich noch einmal an.`,
      `Programm: ${program}`,
      `Ort: ${place}`,
      `Zeit: ${time}`,
    ],
    link: 'Anmeldung bestätigen oder ablehnen',
    after: [
      `Wenn Sie das nicht waren, öffnen Sie die Seite auch und wählen Sie „Das war ich nicht“. Sie funktioniert innerhalb von ${within}.`,
    ],
  }),

  signIn: ({ site, within, program, place, time }) => ({
    subject: `Anmeldung bei ${site}`,
    heading: `Anmeldung bei ${site}`,
    before: [
      `Jemand möchte sich mit dieser E-Mail-Adresse bei ${site} anmelden. Wenn Sie das sind, geht es hier weiter:`,
      `Programm: ${program}`,
      `Ort: ${place}`,
      `Zeit: ${time}`,
    ],
    link: 'Anmelden',
    after: [
      worksOnce(within),
      'Wenn Sie das nicht waren, öffnen Sie den Link nicht und verraten Sie niemandem den Code. Es wird niemand angemeldet.',
    ],
  }),

  confirmation: ({ site }) => ({
    subject: `${site}: Ihr Konto ist aktiviert`,
    heading: `Willkommen bei ${site}`,
    before: [`Ihr Konto bei ${site} ist aktiviert. Sie können sich jetzt anmelden.`],
    link: `Weiter zu ${site}`,
    after: [],
  }),

  accountDeleted: ({ site, username }) => ({
    subject: `${site}: Ihr Konto wurde gelöscht`,
    heading: 'Ihr Konto wurde gelöscht',
    before: [
      `Das Konto ${username === undefined ? '' : `${username} `}bei ${site} wurde mit seinen Bildern und allen Sitzungen gelöscht. Es lässt sich nicht wiederherstellen.`,
      `${NOTHING_TO_DO} Wenn Sie das nicht waren, hatte jemand anderes Zugang zu Ihrem Konto. Ändern Sie das Passwort Ihres E-Mail-Kontos und das jeder Website, bei der Sie dasselbe Passwort benutzt haben. Wenden Sie sich danach an die Betreiber von ${site}.`,
    ],
    link: `Weiter zu ${site}`,
    after: [],
  }),
}
