import type { Templates } from '../../../ports/email-templates.ts'
import { type Unit, unitOf } from '../unit-of.ts'

const IGNORE = 'Si no fuiste tú, puedes ignorar este correo. No se cambió nada.'
const NOT_ME = 'No fui yo'
const NOTHING_TO_DO = 'Si fuiste tú, no tienes que hacer nada.'

const worksOnce = (within: string) => `El enlace funciona una sola vez. Úsalo en un plazo de ${within}.`

const inCase = (username: string | undefined) =>
  username === undefined ? [] : [`Tu nombre de usuario, por si lo olvidaste: ${username}`]

const ofAccount = (username: string | undefined) =>
  username === undefined ? 'de una cuenta' : `de la cuenta ${username}`

const followIt = (within: string) =>
  `abre el enlace en un plazo de ${within}. Cierra la sesión en todos los dispositivos, anula la contraseña y te envía un correo para que elijas una nueva.`

const ifNotYou = (within: string) => `Si no fuiste tú, ${followIt(within)}`

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

const UNITS: Record<Unit, readonly [one: string, many: string]> = {
  day: ['día', 'días'],
  hour: ['hora', 'horas'],
  minute: ['minuto', 'minutos'],
  second: ['segundo', 'segundos'],
}

function duration(seconds: number): string {
  const { count, unit } = unitOf(seconds)
  return `${count} ${UNITS[unit][count === 1 ? 0 : 1]}`
}

/** The emails in Spanish. */
export const spanish: Templates = {
  duration,
  code: (location) => `En otro dispositivo, ve a ${location} y escribe este código:`,
  codeHere: 'O escribe este código donde estás iniciando sesión:',
  footer: (site) => `${site} te envió este correo porque alguien introdujo allí tu dirección de correo.`,
  key: (key) => `O introduce esta clave en la aplicación: ${key}`,

  passwordReset: ({ site, username, within }) => ({
    subject: `Nueva contraseña en ${site}`,
    heading: 'Elige una nueva contraseña',
    before: [`Alguien pidió una nueva contraseña en ${site}. Si fuiste tú, elígela aquí:`],
    link: 'Elegir una nueva contraseña',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  passwordResetByKey: ({ site, within }) => ({
    subject: `Nueva contraseña en ${site}`,
    heading: 'Elige una nueva contraseña',
    before: [`Alguien pidió una nueva contraseña en ${site}. Si fuiste tú, elígela aquí:`],
    link: 'Elegir una nueva contraseña',
    after: [worksOnce(within), IGNORE],
  }),

  usernameReset: ({ site, username, within }) => ({
    subject: `Nuevo nombre de usuario en ${site}`,
    heading: 'Elige un nuevo nombre de usuario',
    before: [`Alguien pidió un nuevo nombre de usuario en ${site}. Si fuiste tú, elígelo aquí:`],
    link: 'Elegir un nuevo nombre de usuario',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  addressReset: ({ site, username, within }) => ({
    subject: `Nueva dirección de correo en ${site}`,
    heading: 'Elige una nueva dirección de correo',
    before: [`Alguien pidió una nueva dirección de correo en ${site}. Si fuiste tú, elígela aquí:`],
    link: 'Elegir una nueva dirección de correo',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  activation: ({ site, within }) => ({
    subject: `Activa tu cuenta en ${site}`,
    heading: `Te damos la bienvenida a ${site}`,
    before: ['Activa tu cuenta aquí:'],
    link: 'Activar mi cuenta',
    after: [
      worksOnce(within),
      'Si no creaste ninguna cuenta, puedes ignorar este correo. La cuenta seguirá inactiva.',
    ],
  }),

  verification: ({ site, within }) => ({
    subject: `Confirma tu dirección de correo en ${site}`,
    heading: 'Confirma tu dirección de correo',
    before: [
      `Alguien introdujo esta dirección de correo para una cuenta en ${site}. Si fuiste tú, confirma que es tuya:`,
    ],
    link: 'Confirmar mi dirección de correo',
    after: [
      worksOnce(within),
      'Si no tienes cuenta allí, puedes ignorar este correo. La dirección quedará sin confirmar.',
    ],
  }),

  passwordChanged: ({ site, username, within }) => ({
    subject: `${site}: se cambió tu contraseña`,
    heading: 'Se cambió tu contraseña',
    before: [
      `Se cambió la contraseña ${ofAccount(username)} en ${site}, y se cerraron todas las demás sesiones.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  usernameChanged: ({ site, username, newName, within }) => ({
    subject: `${site}: se cambió tu nombre de usuario`,
    heading: 'Se cambió tu nombre de usuario',
    before: [
      username === undefined
        ? `Una cuenta en ${site} tiene un nuevo nombre de usuario.`
        : `El nuevo nombre de usuario ${ofAccount(username)} en ${site} es ${newName}. Úsalo para iniciar sesión.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  addressChanged: ({ site, username, within }) => ({
    subject: `${site}: se cambió tu dirección de correo`,
    heading: 'Se cambió tu dirección de correo',
    before: [
      `Se cambió la dirección de correo ${ofAccount(username)} en ${site}. Los correos llegan ahora a la nueva.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)} La cuenta recupera esta dirección de correo.`,
    ],
    link: NOT_ME,
    after: [],
  }),

  addressPending: ({ site, username, within }) => ({
    subject: `${site}: tu dirección de correo está a punto de cambiar`,
    heading: 'Tu dirección de correo está a punto de cambiar',
    before: [
      `Alguien introdujo una nueva dirección de correo para ${username === undefined ? 'una cuenta' : `la cuenta ${username}`} en ${site}. Sustituirá a esta en cuanto se confirme.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)} La cuenta conserva esta dirección de correo, o la recupera.`,
    ],
    link: NOT_ME,
    after: [],
  }),

  sessionEnded: ({ site, username, within }) => ({
    subject: `${site}: cerramos la sesión en uno de tus dispositivos`,
    heading: 'Cerramos la sesión en uno de tus dispositivos',
    before: [
      `Dos dispositivos usaron la misma sesión ${ofAccount(username)} en ${site}, así que es posible que uno de ellos la haya copiado. Por seguridad, cerramos la sesión en ambos.`,
      `Vuelve a iniciar sesión donde lo necesites. Si no te explicas lo que pasó, ${followIt(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  factorAdded: aboutFactor(
    'El inicio de sesión en dos pasos está activado',
    (of, site) =>
      `Ahora hace falta un código de una aplicación de autenticación para iniciar sesión con los datos ${of} en ${site}. Cerramos la sesión en los demás dispositivos.`,
  ),
  factorReplaced: aboutFactor(
    'Se cambió tu aplicación de autenticación',
    (of, site) =>
      `Los códigos ${of} en ${site} vienen ahora de otra aplicación de autenticación. La anterior ya no funciona.`,
  ),
  factorRemoved: aboutFactor(
    'El inicio de sesión en dos pasos está desactivado',
    (of, site) =>
      `Se quitó la aplicación de autenticación ${of} en ${site}. Ahora basta la contraseña para iniciar sesión.`,
  ),
  appRemoved: aboutFactor(
    'Se quitó tu aplicación de autenticación',
    (of, site) =>
      `Se quitó la aplicación de autenticación ${of} en ${site}. Para iniciar sesión, además de la contraseña, sigue haciendo falta una llave de acceso o un código de recuperación.`,
  ),
  factorReset: aboutFactor(
    'El personal quitó tu segundo factor',
    (of, site) =>
      `El personal de ${site} quitó el segundo factor ${of} y cerró la sesión en todos los dispositivos. Ahora basta la contraseña para iniciar sesión.`,
  ),
  passkeyAdded: aboutFactor(
    'Tienes una nueva llave de acceso',
    (of, site) => `Se añadió una llave de acceso ${of} en ${site}. Con ella se inicia sesión sin contraseña.`,
  ),
  passkeyRemoved: aboutFactor(
    'Se quitó una llave de acceso',
    (of, site) => `Se quitó una llave de acceso ${of} en ${site}. Ya no sirve para iniciar sesión.`,
  ),
  passkeyCopied: aboutFactor(
    'Se rechazó una llave de acceso',
    (of, site) =>
      `Se rechazó un inicio de sesión con una llave de acceso ${of} en ${site}, porque puede haber una copia de la llave. Quítala y añade una nueva.`,
  ),
  passkeyRequired: aboutFactor(
    'El inicio de sesión en dos pasos está activado',
    (of, site) =>
      `Para iniciar sesión, además de la contraseña ${of} en ${site}, ahora hace falta una llave de acceso o un código de recuperación. Se cerró la sesión en todos los demás dispositivos.`,
  ),
  passkeyOptional: aboutFactor(
    'El inicio de sesión en dos pasos está desactivado',
    (of, site) => `Ahora basta la contraseña ${of} en ${site} para iniciar sesión.`,
  ),
  recoveryCodesMade: aboutFactor(
    'Tienes códigos de recuperación nuevos',
    (of, site) =>
      `Se crearon nuevos códigos de recuperación ${of} en ${site}. Los anteriores ya no funcionan.`,
  ),
  recoveryCodeUsed: ({ left, ...facts }) =>
    aboutFactor(
      'Se usó un código de recuperación',
      (of, site) =>
        `Alguien inició sesión con un código de recuperación ${of} en ${site}. Códigos que quedan: ${left}.${left < FEW ? ' Crea pronto otros nuevos.' : ''}`,
    )(facts),
  approvalOn: aboutFactor(
    'Puedes aprobar inicios de sesión por correo',
    (of, site) =>
      `Un inicio de sesión sin código con la contraseña ${of} en ${site} se puede aprobar ahora desde un correo.`,
  ),
  signInApproval: ({ site, username, within, program, place, time }) => ({
    subject: `${site}: Aprueba un inicio de sesión`,
    heading: 'Aprueba un inicio de sesión',
    before: [
      `Alguien introdujo la contraseña correcta ${ofAccount(username)} en ${site}. Si fuiste tú, apruébalo y vuelve a iniciar sesión.`,
      `Programa: ${program}`,
      `Lugar: ${place}`,
      `Hora: ${time}`,
    ],
    link: 'Aprobar o rechazar el inicio de sesión',
    after: [`Si no fuiste tú, abre también la página y elige «No fui yo». Funciona durante ${within}.`],
  }),

  signIn: ({ site, within, program, place, time }) => ({
    subject: `Inicio de sesión en ${site}`,
    heading: `Inicia sesión en ${site}`,
    before: [
      `Alguien quiere iniciar sesión en ${site} con esta dirección de correo. Si eres tú, continúa aquí:`,
      `Programa: ${program}`,
      `Lugar: ${place}`,
      `Hora: ${time}`,
    ],
    link: 'Iniciar sesión',
    after: [
      worksOnce(within),
      'Si no fuiste tú, no abras el enlace y no le digas el código a nadie. Nadie ha iniciado sesión.',
    ],
  }),

  confirmation: ({ site }) => ({
    subject: `${site}: tu cuenta está activada`,
    heading: `Te damos la bienvenida a ${site}`,
    before: [`Tu cuenta en ${site} está activada. Ya puedes iniciar sesión.`],
    link: `Ir a ${site}`,
    after: [],
  }),

  accountDeleted: ({ site, username }) => ({
    subject: `${site}: se eliminó tu cuenta`,
    heading: 'Se eliminó tu cuenta',
    before: [
      `Se eliminó la cuenta ${username === undefined ? '' : `${username} `}en ${site}, con sus imágenes y todas sus sesiones. No se puede recuperar.`,
      `${NOTHING_TO_DO} Si no fuiste tú, otra persona tenía acceso a tu cuenta. Cambia la contraseña de tu correo y la de todos los sitios donde usabas la misma. Después, ponte en contacto con los responsables de ${site}.`,
    ],
    link: `Ir a ${site}`,
    after: [],
  }),
}
