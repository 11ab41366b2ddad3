import type { Templates } from '../../../ports/email-templates.ts'
import { type Unit, unitOf } from '../unit-of.ts'

const IGNORE = 'Si ce n’était pas vous, vous pouvez ignorer cet e-mail. Rien n’a été modifié.'
const NOT_ME = 'Ce n’était pas moi'
const NOTHING_TO_DO = 'Si c’était vous, vous n’avez rien à faire.'

const worksOnce = (within: string) => `Le lien ne fonctionne qu’une fois. Utilisez-le sous ${within}.`

const inCase = (username: string | undefined) =>
  username === undefined ? [] : [`Votre nom d’utilisateur, si vous l’avez oublié : ${username}`]

const ofAccount = (username: string | undefined) =>
  username === undefined ? 'd’un compte' : `du compte ${username}`

const followIt = (within: string) =>
  `suivez le lien sous ${within}. Il déconnecte tous les appareils, désactive le mot de passe et vous envoie un e-mail pour en choisir un nouveau.`

const ifNotYou = (within: string) => `Si ce n’était pas vous, ${followIt(within)}`

/** Fewer recovery codes than this are few. */
const FEW = 3

/** A notice about the second factor: its heading, and what happened. */
const aboutFactor =
  (heading: string, say: (of: string, site: string) => string): Templates['factorAdded'] =>
  ({ site, username, within }) => ({
    subject: `${site} : ${heading}`,
    heading,
    before: [say(ofAccount(username), site), `${NOTHING_TO_DO} ${ifNotYou(within)}`],
    link: NOT_ME,
    after: [],
  })

const UNITS: Record<Unit, string> = { day: 'jour', hour: 'heure', minute: 'minute', second: 'seconde' }

function duration(seconds: number): string {
  const { count, unit } = unitOf(seconds)
  return `${count} ${UNITS[unit]}${count === 1 ? '' : 's'}`
}

/** The emails in French. */
export const french: Templates = {
  duration,
  code: (location) => `Sur un autre appareil, allez sur ${location} et saisissez ce code :`,
  codeHere: 'Ou saisissez ce code là où vous vous connectez :',
  footer: (site) => `${site} vous a envoyé cet e-mail parce que quelqu’un y a saisi votre adresse e-mail.`,
  key: (key) => `Ou saisissez cette clé dans l’application : ${key}`,

  passwordReset: ({ site, username, within }) => ({
    subject: `Nouveau mot de passe sur ${site}`,
    heading: 'Choisissez un nouveau mot de passe',
    before: [`Quelqu’un a demandé un nouveau mot de passe sur ${site}. Si c’était vous, choisissez-le ici :`],
    link: 'Choisir un nouveau mot de passe',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  passwordResetByKey: ({ site, within }) => ({
    subject: `Nouveau mot de passe sur ${site}`,
    heading: 'Choisissez un nouveau mot de passe',
    before: [`Quelqu’un a demandé un nouveau mot de passe sur ${site}. Si c’était vous, choisissez-le ici :`],
    link: 'Choisir un nouveau mot de passe',
    after: [worksOnce(within), IGNORE],
  }),

  usernameReset: ({ site, username, within }) => ({
    subject: `Nouveau nom d’utilisateur sur ${site}`,
    heading: 'Choisissez un nouveau nom d’utilisateur',
    before: [
      `Quelqu’un a demandé un nouveau nom d’utilisateur sur ${site}. Si c’était vous, choisissez-le ici :`,
    ],
    link: 'Choisir un nouveau nom d’utilisateur',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  addressReset: ({ site, username, within }) => ({
    subject: `Nouvelle adresse e-mail sur ${site}`,
    heading: 'Choisissez une nouvelle adresse e-mail',
    before: [
      `Quelqu’un a demandé une nouvelle adresse e-mail sur ${site}. Si c’était vous, choisissez-la ici :`,
    ],
    link: 'Choisir une nouvelle adresse e-mail',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  activation: ({ site, within }) => ({
    subject: `Activez votre compte sur ${site}`,
    heading: `Bienvenue sur ${site}`,
    before: ['Activez votre compte ici :'],
    link: 'Activer mon compte',
    after: [
      worksOnce(within),
      'Si vous n’avez pas créé de compte, vous pouvez ignorer cet e-mail. Le compte restera inactif.',
    ],
  }),

  verification: ({ site, within }) => ({
    subject: `Confirmez votre adresse e-mail sur ${site}`,
    heading: 'Confirmez votre adresse e-mail',
    before: [
      `Quelqu’un a saisi cette adresse e-mail pour un compte sur ${site}. Si c’était vous, confirmez qu’elle est bien la vôtre :`,
    ],
    link: 'Confirmer mon adresse e-mail',
    after: [
      worksOnce(within),
      'Si vous n’avez pas de compte sur ce site, vous pouvez ignorer cet e-mail. L’adresse ne sera pas confirmée.',
    ],
  }),

  passwordChanged: ({ site, username, within }) => ({
    subject: `${site} : votre mot de passe a été modifié`,
    heading: 'Votre mot de passe a été modifié',
    before: [
      `Le mot de passe ${ofAccount(username)} sur ${site} a été modifié, et toutes les autres sessions ont été fermées.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  usernameChanged: ({ site, username, newName, within }) => ({
    subject: `${site} : votre nom d’utilisateur a été modifié`,
    heading: 'Votre nom d’utilisateur a été modifié',
    before: [
      username === undefined
        ? `Un compte sur ${site} a un nouveau nom d’utilisateur.`
        : `Le nouveau nom d’utilisateur ${ofAccount(username)} sur ${site} est ${newName}. Utilisez-le pour vous connecter.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  addressChanged: ({ site, username, within }) => ({
    subject: `${site} : votre adresse e-mail a été modifiée`,
    heading: 'Votre adresse e-mail a été modifiée',
    before: [
      `L’adresse e-mail ${ofAccount(username)} sur ${site} a été modifiée. Les e-mails sont désormais envoyés à la nouvelle.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)} Le compte retrouve alors cette adresse e-mail.`,
    ],
    link: NOT_ME,
    after: [],
  }),

  addressPending: ({ site, username, within }) => ({
    subject: `${site} : votre adresse e-mail va être modifiée`,
    heading: 'Votre adresse e-mail va être modifiée',
    before: [
      `Quelqu’un a saisi une nouvelle adresse e-mail pour ${username === undefined ? 'un compte' : `le compte ${username}`} sur ${site}. Elle remplacera celle-ci dès qu’elle sera confirmée.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)} Le compte garde cette adresse e-mail, ou la retrouve.`,
    ],
    link: NOT_ME,
    after: [],
  }),

  sessionEnded: ({ site, username, within }) => ({
    subject: `${site} : nous avons déconnecté un de vos appareils`,
    heading: 'Nous avons déconnecté un de vos appareils',
    before: [
      `Deux appareils ont utilisé la même session ${ofAccount(username)} sur ${site} : l’un d’eux l’a peut-être copiée. Par sécurité, nous avons fermé la session sur les deux.`,
      `Reconnectez-vous là où vous en avez besoin. Si vous ne vous expliquez pas ce qui s’est passé, ${followIt(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  factorAdded: aboutFactor(
    'La connexion en deux étapes est activée',
    (of, site) =>
      `Un code d’une application d’authentification est désormais nécessaire pour la connexion ${of} sur ${site}. Tous les autres appareils ont été déconnectés.`,
  ),
  factorReplaced: aboutFactor(
    'Votre application d’authentification a été remplacée',
    (of, site) =>
      `Les codes ${of} sur ${site} viennent désormais d’une autre application d’authentification. L’ancienne ne fonctionne plus.`,
  ),
  factorRemoved: aboutFactor(
    'La connexion en deux étapes est désactivée',
    (of, site) =>
      `L’application d’authentification ${of} sur ${site} a été retirée. Le mot de passe suffit désormais pour se connecter.`,
  ),
  appRemoved: aboutFactor(
    'Votre application d’authentification a été retirée',
    (of, site) =>
      `L’application d’authentification ${of} sur ${site} a été retirée. Une clé d’accès ou un code de récupération reste nécessaire, en plus du mot de passe, pour se connecter.`,
  ),
  factorReset: aboutFactor(
    'L’équipe a retiré votre second facteur',
    (of, site) =>
      `L’équipe de ${site} a retiré le second facteur ${of}, et tous les appareils ont été déconnectés. Le mot de passe suffit désormais pour se connecter.`,
  ),
  passkeyAdded: aboutFactor(
    'Vous avez une nouvelle clé d’accès',
    (of, site) =>
      `Une clé d’accès ${of} sur ${site} a été ajoutée. Elle permet de se connecter sans mot de passe.`,
  ),
  passkeyRemoved: aboutFactor(
    'Une clé d’accès a été retirée',
    (of, site) => `Une clé d’accès ${of} sur ${site} a été retirée. Elle ne permet plus de se connecter.`,
  ),
  passkeyCopied: aboutFactor(
    'Une clé d’accès a été refusée',
    (of, site) =>
      `Une connexion avec une clé d’accès ${of} sur ${site} a été refusée, car il existe peut-être une copie de cette clé. Retirez-la et ajoutez-en une nouvelle.`,
  ),
  passkeyRequired: aboutFactor(
    'La connexion en deux étapes est activée',
    (of, site) =>
      `Pour se connecter, il faut désormais, en plus du mot de passe ${of} sur ${site}, une clé d’accès ou un code de récupération. Tous les autres appareils ont été déconnectés.`,
  ),
  passkeyOptional: aboutFactor(
    'La connexion en deux étapes est désactivée',
    (of, site) => `Le mot de passe ${of} sur ${site} suffit désormais pour se connecter.`,
  ),
  recoveryCodesMade: aboutFactor(
    'Vous avez de nouveaux codes de secours',
    (of, site) =>
      `Les codes de secours ${of} sur ${site} ont été renouvelés. Les anciens ne fonctionnent plus.`,
  ),
  recoveryCodeUsed: ({ left, ...facts }) =>
    aboutFactor(
      'Un code de secours a été utilisé',
      (of, site) =>
        `Quelqu’un s’est connecté avec un code de secours ${of} sur ${site}. Codes restants : ${left}.${left < FEW ? ' Créez-en bientôt de nouveaux.' : ''}`,
    )(facts),
  approvalOn: aboutFactor(
    'Vous pouvez approuver les connexions par e-mail',
    (of, site) =>
      `Une connexion sans code à l’aide du mot de passe ${of} sur ${site} peut désormais être approuvée depuis un e-mail.`,
  ),
  signInApproval: ({ site, username, within, program, place, time }) => ({
    subject: `${site} : Approuvez une connexion`,
    heading: 'Approuvez une connexion',
    before: [
      `Quelqu’un a saisi le bon mot de passe ${ofAccount(username)} sur ${site}. Si c’était vous, approuvez la connexion, puis reconnectez-vous.`,
      `Programme : ${program}`,
      `Lieu : ${place}`,
      `Heure : ${time}`,
    ],
    link: 'Approuver ou refuser la connexion',
    after: [
      `Si ce n’était pas vous, ouvrez aussi la page et choisissez « Ce n’était pas moi ». Elle fonctionne pendant ${within}.`,
    ],
  }),

  signIn: ({ site, within, program, place, time }) => ({
    subject: `Connexion à ${site}`,
    heading: `Connexion à ${site}`,
    before: [
      `Quelqu’un souhaite se connecter à ${site} avec cette adresse e-mail. Si c’est vous, continuez ici :`,
      `Programme : ${program}`,
      `Lieu : ${place}`,
      `Heure : ${time}`,
    ],
    link: 'Se connecter',
    after: [
      worksOnce(within),
      'Si ce n’était pas vous, n’ouvrez pas le lien et ne donnez le code à personne. Personne n’est connecté.',
    ],
  }),

  confirmation: ({ site }) => ({
    subject: `${site} : votre compte est activé`,
    heading: `Bienvenue sur ${site}`,
    before: [`Votre compte sur ${site} est activé. Vous pouvez maintenant vous connecter.`],
    link: `Aller sur ${site}`,
    after: [],
  }),

  accountDeleted: ({ site, username }) => ({
    subject: `${site} : votre compte a été supprimé`,
    heading: 'Votre compte a été supprimé',
    before: [
      `Le compte ${username === undefined ? '' : `${username} `}sur ${site} a été supprimé, avec ses images et toutes ses sessions. Il ne peut pas être rétabli.`,
      `${NOTHING_TO_DO} Si ce n’était pas vous, quelqu’un d’autre avait accès à votre compte. Changez le mot de passe de votre messagerie et de tous les sites où vous utilisiez le même mot de passe. Contactez ensuite les responsables de ${site}.`,
    ],
    link: `Aller sur ${site}`,
    after: [],
  }),
}
