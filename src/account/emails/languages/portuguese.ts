import type { Templates } from '../../../ports/email-templates.ts'
import { type Unit, unitOf } from '../unit-of.ts'

const IGNORE = 'Se não foi você, pode ignorar este e-mail. Nada foi alterado.'
const NOT_ME = 'Não fui eu'
const NOTHING_TO_DO = 'Se foi você, não é preciso fazer nada.'

const worksOnce = (within: string) => `O link funciona uma única vez. Use-o em até ${within}.`

const inCase = (username: string | undefined) =>
  username === undefined ? [] : [`Seu nome de usuário, caso tenha esquecido: ${username}`]

const ofAccount = (username: string | undefined) =>
  username === undefined ? 'de uma conta' : `da conta ${username}`

const followIt = (within: string) =>
  `abra o link em até ${within}. Ele encerra a sessão em todos os dispositivos, desativa a senha e envia a você um e-mail para escolher uma nova.`

const ifNotYou = (within: string) => `Se não foi você, ${followIt(within)}`

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

const UNITS: Record<Unit, string> = { day: 'dia', hour: 'hora', minute: 'minuto', second: 'segundo' }

function duration(seconds: number): string {
  const { count, unit } = unitOf(seconds)
  return `${count} ${UNITS[unit]}${count === 1 ? '' : 's'}`
}

/** The emails in Portuguese, as it is written in Brazil. */
export const portuguese: Templates = {
  duration,
  code: (location) => `Em outro dispositivo, acesse ${location} e digite este código:`,
  codeHere: 'Ou digite este código onde você está entrando:',
  footer: (site) => `${site} enviou este e-mail porque alguém informou lá o seu endereço de e-mail.`,
  key: (key) => `Ou digite esta chave no aplicativo: ${key}`,

  passwordReset: ({ site, username, within }) => ({
    subject: `Nova senha em ${site}`,
    heading: 'Escolha uma nova senha',
    before: [`Alguém pediu uma nova senha em ${site}. Se foi você, escolha a senha aqui:`],
    link: 'Escolher uma nova senha',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  passwordResetByKey: ({ site, within }) => ({
    subject: `Nova senha em ${site}`,
    heading: 'Escolha uma nova senha',
    before: [`Alguém pediu uma nova senha em ${site}. Se foi você, escolha a senha aqui:`],
    link: 'Escolher uma nova senha',
    after: [worksOnce(within), IGNORE],
  }),

  usernameReset: ({ site, username, within }) => ({
    subject: `Novo nome de usuário em ${site}`,
    heading: 'Escolha um novo nome de usuário',
    before: [`Alguém pediu um novo nome de usuário em ${site}. Se foi você, escolha o nome aqui:`],
    link: 'Escolher um novo nome de usuário',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  addressReset: ({ site, username, within }) => ({
    subject: `Novo endereço de e-mail em ${site}`,
    heading: 'Escolha um novo endereço de e-mail',
    before: [`Alguém pediu um novo endereço de e-mail em ${site}. Se foi você, escolha o endereço aqui:`],
    link: 'Escolher um novo endereço de e-mail',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  activation: ({ site, within }) => ({
    subject: `Ative sua conta em ${site}`,
    heading: `Boas-vindas a ${site}`,
    before: ['Ative sua conta aqui:'],
    link: 'Ativar minha conta',
    after: [
      worksOnce(within),
      'Se você não criou uma conta, pode ignorar este e-mail. A conta continuará inativa.',
    ],
  }),

  verification: ({ site, within }) => ({
    subject: `Confirme seu endereço de e-mail em ${site}`,
    heading: 'Confirme seu endereço de e-mail',
    before: [
      `Alguém informou este endereço de e-mail para uma conta em ${site}. Se foi você, confirme que o endereço é seu:`,
    ],
    link: 'Confirmar meu endereço de e-mail',
    after: [
      worksOnce(within),
      'Se você não tem conta lá, pode ignorar este e-mail. O endereço não será confirmado.',
    ],
  }),

  passwordChanged: ({ site, username, within }) => ({
    subject: `${site}: sua senha foi alterada`,
    heading: 'Sua senha foi alterada',
    before: [
      `A senha ${ofAccount(username)} em ${site} foi alterada, e todas as outras sessões foram encerradas.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  usernameChanged: ({ site, username, newName, within }) => ({
    subject: `${site}: seu nome de usuário foi alterado`,
    heading: 'Seu nome de usuário foi alterado',
    before: [
      username === undefined
        ? `Uma conta em ${site} tem um novo nome de usuário.`
        : `O novo nome de usuário ${ofAccount(username)} em ${site} é ${newName}. Use-o para entrar.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  addressChanged: ({ site, username, within }) => ({
    subject: `${site}: seu endereço de e-mail foi alterado`,
    heading: 'Seu endereço de e-mail foi alterado',
    before: [
      `O endereço de e-mail ${ofAccount(username)} em ${site} foi alterado. Os e-mails agora vão para o novo.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)} A conta volta a ter este endereço de e-mail.`,
    ],
    link: NOT_ME,
    after: [],
  }),

  addressPending: ({ site, username, within }) => ({
    subject: `${site}: seu endereço de e-mail está prestes a mudar`,
    heading: 'Seu endereço de e-mail está prestes a mudar',
    before: [
      `Alguém informou um novo endereço de e-mail para ${username === undefined ? 'uma conta' : `a conta ${username}`} em ${site}. Ele substituirá este assim que for confirmado.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)} A conta mantém este endereço de e-mail ou volta a tê-lo.`,
    ],
    link: NOT_ME,
    after: [],
  }),

  sessionEnded: ({ site, username, within }) => ({
    subject: `${site}: encerramos a sessão em um dos seus dispositivos`,
    heading: 'Encerramos a sessão em um dos seus dispositivos',
    before: [
      `Dois dispositivos usaram a mesma sessão ${ofAccount(username)} em ${site}, e um deles pode tê-la copiado. Por segurança, encerramos a sessão nos dois.`,
      `Entre novamente onde precisar. Se você não souber explicar o que aconteceu, ${followIt(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  factorAdded: aboutFactor(
    'A entrada em duas etapas está ativada',
    (of, site) =>
      `Agora é preciso um código de um aplicativo autenticador para entrar com os dados ${of} em ${site}. Encerramos a sessão nos outros dispositivos.`,
  ),
  factorReplaced: aboutFactor(
    'Seu aplicativo autenticador foi trocado',
    (of, site) =>
      `Os códigos ${of} em ${site} agora vêm de outro aplicativo autenticador. O anterior não funciona mais.`,
  ),
  factorRemoved: aboutFactor(
    'A entrada em duas etapas está desativada',
    (of, site) => `O aplicativo autenticador ${of} em ${site} foi removido. Agora basta a senha para entrar.`,
  ),
  appRemoved: aboutFactor(
    'Seu aplicativo autenticador foi removido',
    (of, site) =>
      `O aplicativo autenticador ${of} em ${site} foi removido. Para entrar, além da senha, ainda é preciso uma chave de acesso ou um código de recuperação.`,
  ),
  factorReset: aboutFactor(
    'A equipe removeu seu segundo fator',
    (of, site) =>
      `A equipe de ${site} removeu o segundo fator ${of} e encerrou a sessão em todos os dispositivos. Agora basta a senha para entrar.`,
  ),
  passkeyAdded: aboutFactor(
    'Você tem uma nova chave de acesso',
    (of, site) => `Uma chave de acesso ${of} em ${site} foi adicionada. Com ela se entra sem senha.`,
  ),
  passkeyRemoved: aboutFactor(
    'Uma chave de acesso foi removida',
    (of, site) => `Uma chave de acesso ${of} em ${site} foi removida. Ela não permite mais entrar.`,
  ),
  passkeyCopied: aboutFactor(
    'Uma chave de acesso foi recusada',
    (of, site) =>
      `Uma entrada com uma chave de acesso ${of} em ${site} foi recusada, porque talvez exista uma cópia da chave. Remova-a e adicione uma nova.`,
  ),
  passkeyRequired: aboutFactor(
    'A entrada em duas etapas está ativada',
    (of, site) =>
      `Para entrar, além da senha ${of} em ${site}, agora é preciso uma chave de acesso ou um código de recuperação. A sessão foi encerrada em todos os outros dispositivos.`,
  ),
  passkeyOptional: aboutFactor(
    'A entrada em duas etapas está desativada',
    (of, site) => `Agora basta a senha ${of} em ${site} para entrar.`,
  ),
  recoveryCodesMade: aboutFactor(
    'Você tem novos códigos de recuperação',
    (of, site) =>
      `Foram criados novos códigos de recuperação ${of} em ${site}. Os anteriores não funcionam mais.`,
  ),
  recoveryCodeUsed: ({ left, ...facts }) =>
    aboutFactor(
      'Um código de recuperação foi usado',
      (of, site) =>
        `Alguém entrou com um código de recuperação ${of} em ${site}. Códigos restantes: ${left}.${left < FEW ? ' Crie novos em breve.' : ''}`,
    )(facts),
  approvalOn: aboutFactor(
    'Você pode aprovar entradas por e-mail',
    (of, site) =>
      `Uma entrada sem código com a senha ${of} em ${site} agora pode ser aprovada a partir de um e-mail.`,
  ),
  signInApproval: ({ site, username, within, program, place, time }) => ({
    subject: `${site}: Aprove uma entrada`,
    heading: 'Aprove uma entrada',
    before: [
      `Alguém informou a senha correta ${ofAccount(username)} em ${site}. Se foi você, aprove e entre novamente.`,
      `Programa: ${program}`,
      `Local: ${place}`,
      `Hora: ${time}`,
    ],
    link: 'Aprovar ou recusar a entrada',
    after: [`Se não foi você, abra a página também e escolha “Não fui eu”. Ela funciona por ${within}.`],
  }),

  signIn: ({ site, within, program, place, time }) => ({
    subject: `Entrada em ${site}`,
    heading: `Entre em ${site}`,
    before: [
      `Alguém quer entrar em ${site} com este endereço de e-mail. Se foi você, continue aqui:`,
      `Programa: ${program}`,
      `Local: ${place}`,
      `Hora: ${time}`,
    ],
    link: 'Entrar',
    after: [
      worksOnce(within),
      'Se não foi você, não abra o link e não informe o código a ninguém. Ninguém entrou.',
    ],
  }),

  confirmation: ({ site }) => ({
    subject: `${site}: sua conta está ativada`,
    heading: `Boas-vindas a ${site}`,
    before: [`Sua conta em ${site} está ativada. Agora você já pode entrar.`],
    link: `Ir para ${site}`,
    after: [],
  }),

  accountDeleted: ({ site, username }) => ({
    subject: `${site}: sua conta foi excluída`,
    heading: 'Sua conta foi excluída',
    before: [
      `A conta ${username === undefined ? '' : `${username} `}em ${site} foi excluída, com suas imagens e todas as suas sessões. Ela não pode ser restaurada.`,
      `${NOTHING_TO_DO} Se não foi você, outra pessoa teve acesso à sua conta. Troque a senha do seu e-mail e a de todos os sites em que você usava a mesma senha. Depois, entre em contato com os responsáveis por ${site}.`,
    ],
    link: `Ir para ${site}`,
    after: [],
  }),
}
