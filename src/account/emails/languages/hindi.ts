import type { Templates } from '../../../ports/email-templates.ts'
import { type Unit, unitOf } from '../unit-of.ts'

const IGNORE = 'अगर यह आपने नहीं किया है, तो आप इस ईमेल को अनदेखा कर सकते हैं। कुछ भी नहीं बदला है।'
const NOT_ME = 'यह मैंने नहीं किया'
const NOTHING_TO_DO = 'अगर यह आपने किया है, तो आपको कुछ करने की ज़रूरत नहीं है।'

const worksOnce = (within: string) => `यह लिंक केवल एक बार काम करता है। इसका इस्तेमाल ${within} के भीतर करें।`

const inCase = (username: string | undefined) =>
  username === undefined ? [] : [`अगर आप भूल गए हों, तो आपका यूज़रनेम यह है: ${username}`]

/** In the oblique case, as it stands before a postposition. */
const account = (username: string | undefined) =>
  username === undefined ? 'एक खाते' : `${username} नाम के खाते`

const followIt = (within: string) =>
  `${within} के भीतर इस लिंक को खोलें। इससे सभी डिवाइस साइन आउट हो जाते हैं, पासवर्ड बंद हो जाता है और नया पासवर्ड चुनने के लिए आपको एक ईमेल मिलता है।`

const ifNotYou = (within: string) => `अगर यह आपने नहीं किया है, तो ${followIt(within)}`

/** Fewer recovery codes than this are few. */
const FEW = 3

/** A notice about the second factor: its heading, and what happened. */
const aboutFactor =
  (heading: string, say: (of: string, site: string) => string): Templates['factorAdded'] =>
  ({ site, username, within }) => ({
    subject: `${site}: ${heading}`,
    heading,
    before: [say(account(username), site), `${NOTHING_TO_DO} ${ifNotYou(within)}`],
    link: NOT_ME,
    after: [],
  })

/** In the oblique case, as it stands before "के भीतर". */
const UNITS: Record<Unit, readonly [one: string, many: string]> = {
  day: ['दिन', 'दिनों'],
  hour: ['घंटे', 'घंटों'],
  minute: ['मिनट', 'मिनट'],
  second: ['सेकंड', 'सेकंड'],
}

function duration(seconds: number): string {
  const { count, unit } = unitOf(seconds)
  return `${count} ${UNITS[unit][count === 1 ? 0 : 1]}`
}

/** The emails in Hindi. */
export const hindi: Templates = {
  duration,
  code: (location) => `किसी दूसरे डिवाइस पर ${location} खोलें और यह कोड टाइप करें:`,
  codeHere: 'या यह कोड वहाँ टाइप करें जहाँ आप साइन इन कर रहे हैं:',
  footer: (site) => `${site} ने आपको यह ईमेल इसलिए भेजा है क्योंकि किसी ने वहाँ आपका ईमेल पता डाला है।`,
  key: (key) => `या ऐप में यह कुंजी डालें: ${key}`,

  passwordReset: ({ site, username, within }) => ({
    subject: `${site} पर नया पासवर्ड`,
    heading: 'नया पासवर्ड चुनें',
    before: [`किसी ने ${site} पर नए पासवर्ड का अनुरोध किया है। अगर यह आपने किया है, तो यहाँ नया पासवर्ड चुनें:`],
    link: 'नया पासवर्ड चुनें',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  passwordResetByKey: ({ site, within }) => ({
    subject: `${site} पर नया पासवर्ड`,
    heading: 'नया पासवर्ड चुनें',
    before: [`किसी ने ${site} पर नए पासवर्ड का अनुरोध किया है। अगर यह आपने किया है, तो यहाँ नया पासवर्ड चुनें:`],
    link: 'नया पासवर्ड चुनें',
    after: [worksOnce(within), IGNORE],
  }),

  usernameReset: ({ site, username, within }) => ({
    subject: `${site} पर नया यूज़रनेम`,
    heading: 'नया यूज़रनेम चुनें',
    before: [`किसी ने ${site} पर नए यूज़रनेम का अनुरोध किया है। अगर यह आपने किया है, तो यहाँ नया यूज़रनेम चुनें:`],
    link: 'नया यूज़रनेम चुनें',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  addressReset: ({ site, username, within }) => ({
    subject: `${site} पर नया ईमेल पता`,
    heading: 'नया ईमेल पता चुनें',
    before: [`किसी ने ${site} पर नए ईमेल पते का अनुरोध किया है। अगर यह आपने किया है, तो यहाँ नया ईमेल पता चुनें:`],
    link: 'नया ईमेल पता चुनें',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  activation: ({ site, within }) => ({
    subject: `${site} पर अपना खाता सक्रिय करें`,
    heading: `${site} पर आपका स्वागत है`,
    before: ['अपना खाता यहाँ सक्रिय करें:'],
    link: 'खाता सक्रिय करें',
    after: [
      worksOnce(within),
      'अगर आपने कोई खाता नहीं बनाया है, तो आप इस ईमेल को अनदेखा कर सकते हैं। खाता निष्क्रिय रहेगा।',
    ],
  }),

  verification: ({ site, within }) => ({
    subject: `${site} पर अपने ईमेल पते की पुष्टि करें`,
    heading: 'अपने ईमेल पते की पुष्टि करें',
    before: [
      `किसी ने ${site} पर एक खाते के लिए यह ईमेल पता डाला है। अगर यह आपने किया है, तो पुष्टि करें कि यह पता आपका है:`,
    ],
    link: 'ईमेल पते की पुष्टि करें',
    after: [
      worksOnce(within),
      'अगर वहाँ आपका कोई खाता नहीं है, तो आप इस ईमेल को अनदेखा कर सकते हैं। ईमेल पते की पुष्टि नहीं होगी।',
    ],
  }),

  passwordChanged: ({ site, username, within }) => ({
    subject: `${site}: आपका पासवर्ड बदल दिया गया है`,
    heading: 'आपका पासवर्ड बदल दिया गया है',
    before: [
      `${site} पर ${account(username)} का पासवर्ड बदल दिया गया है और बाकी सभी सत्र समाप्त कर दिए गए हैं।`,
      `${NOTHING_TO_DO} ${ifNotYou(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  usernameChanged: ({ site, username, newName, within }) => ({
    subject: `${site}: आपका यूज़रनेम बदल दिया गया है`,
    heading: 'आपका यूज़रनेम बदल दिया गया है',
    before: [
      username === undefined
        ? `${site} पर एक खाते का यूज़रनेम बदल दिया गया है।`
        : `${site} पर ${account(username)} का नया यूज़रनेम ${newName} है। साइन इन करने के लिए इसी का इस्तेमाल करें।`,
      `${NOTHING_TO_DO} ${ifNotYou(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  addressChanged: ({ site, username, within }) => ({
    subject: `${site}: आपका ईमेल पता बदल दिया गया है`,
    heading: 'आपका ईमेल पता बदल दिया गया है',
    before: [
      `${site} पर ${account(username)} का ईमेल पता बदल दिया गया है। अब ईमेल नए पते पर भेजे जाते हैं।`,
      `${NOTHING_TO_DO} ${ifNotYou(within)} खाते को यह ईमेल पता वापस मिल जाता है।`,
    ],
    link: NOT_ME,
    after: [],
  }),

  addressPending: ({ site, username, within }) => ({
    subject: `${site}: आपका ईमेल पता बदलने वाला है`,
    heading: 'आपका ईमेल पता बदलने वाला है',
    before: [
      `किसी ने ${site} पर ${account(username)} के लिए नया ईमेल पता डाला है। पुष्टि होते ही वह इस पते की जगह ले लेगा।`,
      `${NOTHING_TO_DO} ${ifNotYou(within)} खाते का यही ईमेल पता बना रहता है, या उसे वापस मिल जाता है।`,
    ],
    link: NOT_ME,
    after: [],
  }),

  sessionEnded: ({ site, username, within }) => ({
    subject: `${site}: हमने आपके एक डिवाइस को साइन आउट कर दिया है`,
    heading: 'हमने आपके एक डिवाइस को साइन आउट कर दिया है',
    before: [
      `दो डिवाइसों ने ${site} पर ${account(username)} के एक ही सत्र का इस्तेमाल किया, इसलिए हो सकता है कि उनमें से एक ने उसे कॉपी कर लिया हो। सुरक्षा के लिए हमने यह सत्र दोनों पर समाप्त कर दिया है।`,
      `जहाँ ज़रूरत हो, वहाँ फिर से साइन इन करें। अगर आप समझ नहीं पा रहे हैं कि क्या हुआ, तो ${followIt(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  factorAdded: aboutFactor(
    'दो चरणों वाला साइन इन चालू है',
    (of, site) =>
      `${site} पर ${of} में साइन इन करने के लिए अब किसी ऑथेंटिकेटर ऐप का कोड ज़रूरी है। बाकी सभी डिवाइस साइन आउट कर दिए गए हैं।`,
  ),
  factorReplaced: aboutFactor(
    'आपका ऑथेंटिकेटर ऐप बदल दिया गया है',
    (of, site) => `${site} पर ${of} के कोड अब किसी दूसरे ऑथेंटिकेटर ऐप से आते हैं। पुराना ऐप अब काम नहीं करता।`,
  ),
  factorRemoved: aboutFactor(
    'दो चरणों वाला साइन इन बंद है',
    (of, site) => `${site} पर ${of} से ऑथेंटिकेटर ऐप हटा दिया गया है। अब साइन इन के लिए केवल पासवर्ड काफ़ी है।`,
  ),
  appRemoved: aboutFactor(
    'आपका ऑथेंटिकेटर ऐप हटा दिया गया है',
    (of, site) =>
      `${site} पर ${of} से ऑथेंटिकेटर ऐप हटा दिया गया है। साइन इन के लिए पासवर्ड के साथ एक पासकी या रिकवरी कोड अब भी ज़रूरी है।`,
  ),
  factorReset: aboutFactor(
    'हमारी टीम ने आपका दूसरा चरण हटा दिया है',
    (of, site) =>
      `${site} की टीम ने ${of} से साइन इन का दूसरा चरण हटा दिया है, और सभी डिवाइस साइन आउट कर दिए गए हैं। अब साइन इन के लिए केवल पासवर्ड काफ़ी है।`,
  ),
  passkeyAdded: aboutFactor(
    'आपके पास एक नई पासकी है',
    (of, site) => `${site} पर ${of} में एक पासकी जोड़ी गई है। उससे बिना पासवर्ड के साइन इन किया जा सकता है।`,
  ),
  passkeyRemoved: aboutFactor(
    'एक पासकी हटा दी गई है',
    (of, site) => `${site} पर ${of} से एक पासकी हटा दी गई है। अब उससे साइन इन नहीं किया जा सकता।`,
  ),
  passkeyCopied: aboutFactor(
    'एक पासकी अस्वीकार की गई',
    (of, site) =>
      `${site} पर ${of} में पासकी से किया गया एक साइन इन अस्वीकार कर दिया गया, क्योंकि हो सकता है कि उस पासकी की कोई नकल हो। उसे हटाएँ और एक नई पासकी जोड़ें।`,
  ),
  passkeyRequired: aboutFactor(
    'दो चरणों वाला साइन इन चालू है',
    (of, site) =>
      `${site} पर ${of} में साइन इन के लिए अब पासवर्ड के साथ एक पासकी या रिकवरी कोड भी ज़रूरी है। बाकी सभी डिवाइस साइन आउट कर दिए गए हैं।`,
  ),
  passkeyOptional: aboutFactor(
    'दो चरणों वाला साइन इन बंद है',
    (of, site) => `${site} पर ${of} में साइन इन के लिए अब केवल पासवर्ड काफ़ी है।`,
  ),
  recoveryCodesMade: aboutFactor(
    'आपके पास नए रिकवरी कोड हैं',
    (of, site) => `${site} पर ${of} के लिए नए रिकवरी कोड बनाए गए हैं। पुराने कोड अब काम नहीं करते।`,
  ),
  recoveryCodeUsed: ({ left, ...facts }) =>
    aboutFactor(
      'एक रिकवरी कोड का इस्तेमाल हुआ है',
      (of, site) =>
        `किसी ने ${site} पर ${of} में रिकवरी कोड से साइन इन किया है। बचे हुए कोड: ${left}।${left < FEW ? ' जल्द ही नए कोड बनाएँ।' : ''}`,
    )(facts),
  approvalOn: aboutFactor(
    'आप ईमेल से साइन इन की मंज़ूरी दे सकते हैं',
    (of, site) => `${site} पर ${of} में बिना कोड के साइन इन को अब ईमेल से मंज़ूरी दी जा सकती है।`,
  ),
  signInApproval: ({ site, username, within, program, place, time }) => ({
    subject: `${site}: एक साइन इन को मंज़ूरी दें`,
    heading: 'एक साइन इन को मंज़ूरी दें',
    before: [
      `किसी ने ${site} पर ${account(username)} का सही पासवर्ड डाला है। अगर यह आपने किया है, तो मंज़ूरी दें और फिर से साइन इन करें।`,
      `प्रोग्राम: ${program}`,
      `जगह: ${place}`,
      `समय: ${time}`,
    ],
    link: 'साइन इन को मंज़ूरी दें या मना करें',
    after: [`अगर यह आपने नहीं किया है, तो भी पेज खोलें और “यह मैंने नहीं किया” चुनें। यह ${within} के भीतर काम करता है।`],
  }),

  signIn: ({ site, within, program, place, time }) => ({
    subject: `${site} पर साइन इन`,
    heading: `${site} पर साइन इन करें`,
    before: [
      `कोई इस ईमेल पते से ${site} पर साइन इन करना चाहता है। अगर यह आप हैं, तो यहाँ आगे बढ़ें:`,
      `प्रोग्राम: ${program}`,
      `जगह: ${place}`,
      `समय: ${time}`,
    ],
    link: 'साइन इन करें',
    after: [
      worksOnce(within),
      'अगर यह आपने नहीं किया है, तो लिंक न खोलें और कोड किसी को न बताएँ। किसी ने साइन इन नहीं किया है।',
    ],
  }),

  confirmation: ({ site }) => ({
    subject: `${site}: आपका खाता सक्रिय हो गया है`,
    heading: `${site} पर आपका स्वागत है`,
    before: [`${site} पर आपका खाता सक्रिय हो गया है। अब आप साइन इन कर सकते हैं।`],
    link: `${site} पर जाएँ`,
    after: [],
  }),

  accountDeleted: ({ site, username }) => ({
    subject: `${site}: आपका खाता हटा दिया गया है`,
    heading: 'आपका खाता हटा दिया गया है',
    before: [
      `${site} पर ${username === undefined ? '' : `${username} नाम का `}खाता, उसकी तस्वीरें और उसके सभी सत्र हटा दिए गए हैं। खाता वापस नहीं लाया जा सकता।`,
      `${NOTHING_TO_DO} अगर यह आपने नहीं किया है, तो आपके खाते तक किसी और की पहुँच थी। अपने ईमेल खाते का पासवर्ड बदलें, और हर उस साइट का भी जहाँ आपने यही पासवर्ड इस्तेमाल किया था। इसके बाद ${site} के संचालकों से संपर्क करें।`,
    ],
    link: `${site} पर जाएँ`,
    after: [],
  }),
}
