import type { Templates } from '../../../ports/email-templates.ts'
import { apart, LEFT_TO_RIGHT, rightToLeft } from '../right-to-left.ts'
import { type Unit, unitOf } from '../unit-of.ts'

const IGNORE = 'إذا لم تكن أنت من فعل ذلك، فيمكنك تجاهل هذه الرسالة. لم يتغير أي شيء.'
const NOT_ME = 'لست أنا من فعل ذلك'
const NOTHING_TO_DO = 'إذا كنت أنت من فعل ذلك، فلا يلزمك فعل أي شيء.'

const worksOnce = (within: string) => `يعمل الرابط مرة واحدة فقط. استخدمه خلال ${within}.`

const inCase = (username: string | undefined) =>
  username === undefined ? [] : [`اسم المستخدم الخاص بك، إن كنت قد نسيته: ${apart(username)}`]

const account = (username: string | undefined) =>
  username === undefined ? 'أحد الحسابات' : `الحساب ${apart(username)}`

const followIt = (within: string) =>
  `فافتح الرابط خلال ${within}. يؤدي ذلك إلى تسجيل الخروج من جميع الأجهزة، وتعطيل كلمة المرور، وإرسال رسالة إليك لاختيار كلمة مرور جديدة.`

const ifNotYou = (within: string) => `إذا لم تكن أنت من فعل ذلك، ${followIt(within)}`

/** Fewer recovery codes than this are few. */
const FEW = 3

/** A notice about the second factor: its heading, and what happened. */
const aboutFactor =
  (heading: string, say: (of: string, site: string) => string): Templates['factorAdded'] =>
  ({ site, username, within }) => ({
    subject: `${heading}: ${site}`,
    heading,
    before: [say(account(username), site), `${NOTHING_TO_DO} ${ifNotYou(within)}`],
    link: NOT_ME,
    after: [],
  })

/** After "خلال": one, two, 3 to 10, 11 to 99, and round hundreds. */
const UNITS: Record<Unit, readonly [one: string, two: string, few: string, many: string, other: string]> = {
  day: ['يوم واحد', 'يومين', 'أيام', 'يومًا', 'يوم'],
  hour: ['ساعة واحدة', 'ساعتين', 'ساعات', 'ساعة', 'ساعة'],
  minute: ['دقيقة واحدة', 'دقيقتين', 'دقائق', 'دقيقة', 'دقيقة'],
  second: ['ثانية واحدة', 'ثانيتين', 'ثوانٍ', 'ثانية', 'ثانية'],
}

function duration(seconds: number): string {
  const { count, unit } = unitOf(seconds)
  const [one, two, few, many, other] = UNITS[unit]
  if (count === 1) return one
  if (count === 2) return two
  const rest = count % 100
  return `${count} ${rest < 3 ? other : rest < 11 ? few : many}`
}

/** The emails in Arabic. Subjects have nothing set apart, because they are shown as they are. */
export const arabic: Templates = {
  directed: rightToLeft,
  duration,
  code: (location) => `على جهاز آخر، انتقل إلى ${apart(location)} واكتب هذا الرمز:${LEFT_TO_RIGHT}`,
  codeHere: `أو اكتب هذا الرمز حيث تسجّل الدخول:${LEFT_TO_RIGHT}`,
  footer: (site) => `أرسل إليك موقع ${apart(site)} هذه الرسالة لأن شخصًا ما أدخل عنوان بريدك الإلكتروني هناك.`,
  key: (key) => `أو أدخل هذا المفتاح في التطبيق:\n${apart(key)}`,

  passwordReset: ({ site, username, within }) => ({
    subject: `كلمة مرور جديدة على ${site}`,
    heading: 'اختر كلمة مرور جديدة',
    before: [`طلب شخص ما كلمة مرور جديدة على ${apart(site)}. إذا كنت أنت، فاخترها هنا:`],
    link: 'اختيار كلمة مرور جديدة',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  passwordResetByKey: ({ site, within }) => ({
    subject: `كلمة مرور جديدة على ${site}`,
    heading: 'اختر كلمة مرور جديدة',
    before: [`طلب شخص ما كلمة مرور جديدة على ${apart(site)}. إذا كنت أنت، فاخترها هنا:`],
    link: 'اختيار كلمة مرور جديدة',
    after: [worksOnce(within), IGNORE],
  }),

  usernameReset: ({ site, username, within }) => ({
    subject: `اسم مستخدم جديد على ${site}`,
    heading: 'اختر اسم مستخدم جديدًا',
    before: [`طلب شخص ما اسم مستخدم جديدًا على ${apart(site)}. إذا كنت أنت، فاختره هنا:`],
    link: 'اختيار اسم مستخدم جديد',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  addressReset: ({ site, username, within }) => ({
    subject: `عنوان بريد إلكتروني جديد على ${site}`,
    heading: 'اختر عنوان بريد إلكتروني جديدًا',
    before: [`طلب شخص ما عنوان بريد إلكتروني جديدًا على ${apart(site)}. إذا كنت أنت، فاختره هنا:`],
    link: 'اختيار عنوان بريد إلكتروني جديد',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  activation: ({ site, within }) => ({
    subject: `فعّل حسابك على ${site}`,
    heading: `مرحبًا بك في ${apart(site)}`,
    before: ['فعّل حسابك هنا:'],
    link: 'تفعيل الحساب',
    after: [worksOnce(within), 'إذا لم تنشئ حسابًا، فيمكنك تجاهل هذه الرسالة. سيبقى الحساب غير مفعّل.'],
  }),

  verification: ({ site, within }) => ({
    subject: `أكّد عنوان بريدك الإلكتروني على ${site}`,
    heading: 'أكّد عنوان بريدك الإلكتروني',
    before: [`أدخل شخص ما عنوان البريد الإلكتروني هذا لحساب على ${apart(site)}. إذا كنت أنت، فأكّد أنه لك:`],
    link: 'تأكيد عنوان البريد الإلكتروني',
    after: [
      worksOnce(within),
      'إذا لم يكن لديك حساب هناك، فيمكنك تجاهل هذه الرسالة. سيبقى العنوان غير مؤكد.',
    ],
  }),

  passwordChanged: ({ site, username, within }) => ({
    subject: `تم تغيير كلمة مرورك على ${site}`,
    heading: 'تم تغيير كلمة مرورك',
    before: [
      `تم تغيير كلمة مرور ${account(username)} على ${apart(site)}، وتم إنهاء جميع الجلسات الأخرى.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  usernameChanged: ({ site, username, newName, within }) => ({
    subject: `تم تغيير اسم المستخدم الخاص بك على ${site}`,
    heading: 'تم تغيير اسم المستخدم الخاص بك',
    before: [
      username === undefined
        ? `أصبح لأحد الحسابات على ${apart(site)} اسم مستخدم جديد.`
        : `اسم المستخدم الجديد للحساب ${apart(username)} على ${apart(site)} هو ${apart(newName)}. استخدمه لتسجيل الدخول.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  addressChanged: ({ site, username, within }) => ({
    subject: `تم تغيير عنوان بريدك الإلكتروني على ${site}`,
    heading: 'تم تغيير عنوان بريدك الإلكتروني',
    before: [
      `تم تغيير عنوان البريد الإلكتروني الخاص ب${account(username)} على ${apart(site)}. تُرسل الرسائل الآن إلى العنوان الجديد.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)} وبعدها يستعيد الحساب عنوان البريد الإلكتروني هذا.`,
    ],
    link: NOT_ME,
    after: [],
  }),

  addressPending: ({ site, username, within }) => ({
    subject: `عنوان بريدك الإلكتروني على ${site} على وشك التغيير`,
    heading: 'عنوان بريدك الإلكتروني على وشك التغيير',
    before: [
      `أدخل شخص ما عنوان بريد إلكتروني جديدًا ${username === undefined ? 'لأحد الحسابات' : `للحساب ${apart(username)}`} على ${apart(site)}. سيحل محل هذا العنوان عند تأكيده.`,
      `${NOTHING_TO_DO} ${ifNotYou(within)} ويحتفظ الحساب بعنوان البريد الإلكتروني هذا، أو يستعيده.`,
    ],
    link: NOT_ME,
    after: [],
  }),

  sessionEnded: ({ site, username, within }) => ({
    subject: `سجّلنا الخروج من أحد أجهزتك على ${site}`,
    heading: 'سجّلنا الخروج من أحد أجهزتك',
    before: [
      `استخدم جهازان الجلسة نفسها الخاصة ب${account(username)} على ${apart(site)}، لذا ربما نسخها أحدهما. وحرصًا على الأمان، أنهينا الجلسة على كليهما.`,
      `سجّل الدخول مرة أخرى حيث تحتاج إلى ذلك. وإذا لم تجد تفسيرًا لما حدث، ${followIt(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  factorAdded: aboutFactor(
    'تم تفعيل تسجيل الدخول بخطوتين',
    (of, site) =>
      `أصبح تسجيل الدخول إلى ${of} على ${apart(site)} يتطلب رمزًا من تطبيق مصادقة. وتم تسجيل الخروج من جميع الأجهزة الأخرى.`,
  ),
  factorReplaced: aboutFactor(
    'تم تغيير تطبيق المصادقة',
    (of, site) =>
      `أصبحت رموز ${of} على ${apart(site)} تأتي من تطبيق مصادقة آخر. ولم يعد التطبيق القديم يعمل.`,
  ),
  factorRemoved: aboutFactor(
    'تم إيقاف تسجيل الدخول بخطوتين',
    (of, site) =>
      `تمت إزالة تطبيق المصادقة من ${of} على ${apart(site)}. وأصبحت كلمة المرور وحدها كافية لتسجيل الدخول.`,
  ),
  appRemoved: aboutFactor(
    'تمت إزالة تطبيق المصادقة',
    (of, site) =>
      `تمت إزالة تطبيق المصادقة من ${of} على ${apart(site)}. ولا يزال تسجيل الدخول يتطلب، إضافةً إلى كلمة المرور، مفتاح مرور أو رمز استرداد.`,
  ),
  factorReset: aboutFactor(
    'أزال فريق الموقع خطوتك الثانية',
    (of, site) =>
      `أزال فريق ${apart(site)} الخطوة الثانية من ${of}، وتم تسجيل الخروج من جميع الأجهزة. وأصبحت كلمة المرور وحدها كافية لتسجيل الدخول.`,
  ),
  passkeyAdded: aboutFactor(
    'لديك مفتاح مرور جديد',
    (of, site) => `تمت إضافة مفتاح مرور إلى ${of} على ${apart(site)}. ويمكن تسجيل الدخول به دون كلمة المرور.`,
  ),
  passkeyRemoved: aboutFactor(
    'تمت إزالة مفتاح مرور',
    (of, site) => `تمت إزالة مفتاح مرور من ${of} على ${apart(site)}. ولم يعد صالحًا لتسجيل الدخول.`,
  ),
  passkeyCopied: aboutFactor(
    'تم رفض مفتاح مرور',
    (of, site) =>
      `تم رفض تسجيل دخول بمفتاح مرور إلى ${of} على ${apart(site)}، لأنه قد توجد نسخة من المفتاح. أزله وأضف مفتاحًا جديدًا.`,
  ),
  passkeyRequired: aboutFactor(
    'تم تفعيل تسجيل الدخول بخطوتين',
    (of, site) =>
      `لتسجيل الدخول إلى ${of} على ${apart(site)} يلزم الآن، إضافةً إلى كلمة المرور، مفتاح مرور أو رمز استرداد. وتم تسجيل الخروج من جميع الأجهزة الأخرى.`,
  ),
  passkeyOptional: aboutFactor(
    'تم إيقاف تسجيل الدخول بخطوتين',
    (of, site) => `أصبحت كلمة المرور وحدها كافية لتسجيل الدخول إلى ${of} على ${apart(site)}.`,
  ),
  recoveryCodesMade: aboutFactor(
    'لديك رموز استرداد جديدة',
    (of, site) => `تم إنشاء رموز استرداد جديدة تخص ${of} على ${apart(site)}. ولم تعد الرموز القديمة تعمل.`,
  ),
  recoveryCodeUsed: ({ left, ...facts }) =>
    aboutFactor(
      'تم استخدام رمز استرداد',
      (of, site) =>
        `سجّل شخص ما الدخول إلى ${of} على ${apart(site)} برمز استرداد. الرموز المتبقية: ${left}.${left < FEW ? ' أنشئ رموزًا جديدة قريبًا.' : ''}`,
    )(facts),
  approvalOn: aboutFactor(
    'يمكنك الموافقة على تسجيل الدخول بالبريد الإلكتروني',
    (of, site) =>
      `أصبح من الممكن الموافقة من رسالة بريد إلكتروني على تسجيل الدخول إلى ${of} على ${apart(site)} من دون رمز.`,
  ),
  signInApproval: ({ site, username, within, program, place, time }) => ({
    subject: `وافق على تسجيل الدخول: ${site}`,
    heading: 'وافق على تسجيل الدخول',
    before: [
      `أدخل شخص ما كلمة المرور الصحيحة لدخول ${account(username)} على ${apart(site)}. إذا كنت أنت، فوافق ثم سجّل الدخول مرة أخرى.`,
      `البرنامج: ${apart(program)}`,
      `المكان: ${apart(place)}`,
      `الوقت: ${apart(time)}`,
    ],
    link: 'الموافقة على تسجيل الدخول أو رفضه',
    after: [`إذا لم تكن أنت، فافتح الصفحة أيضًا واختر «لست أنا من فعل ذلك». تعمل الصفحة خلال ${within}.`],
  }),

  signIn: ({ site, within, program, place, time }) => ({
    subject: `تسجيل الدخول: ${site}`,
    heading: `تسجيل الدخول إلى ${apart(site)}`,
    before: [
      `يريد شخص ما تسجيل الدخول إلى ${apart(site)} بعنوان البريد الإلكتروني هذا. إذا كنت أنت، فتابع هنا:`,
      `البرنامج: ${apart(program)}`,
      `المكان: ${apart(place)}`,
      `الوقت: ${apart(time)}`,
    ],
    link: 'تسجيل الدخول',
    after: [worksOnce(within), 'إذا لم تكن أنت، فلا تفتح الرابط ولا تخبر أحدًا بالرمز. لم يسجّل أحد الدخول.'],
  }),

  confirmation: ({ site }) => ({
    subject: `تم تفعيل حسابك على ${site}`,
    heading: `مرحبًا بك في ${apart(site)}`,
    before: [`تم تفعيل حسابك على ${apart(site)}. يمكنك تسجيل الدخول الآن.`],
    link: `الانتقال إلى ${apart(site)}`,
    after: [],
  }),

  accountDeleted: ({ site, username }) => ({
    subject: `تم حذف حسابك على ${site}`,
    heading: 'تم حذف حسابك',
    before: [
      `تم حذف الحساب ${username === undefined ? '' : `${apart(username)} `}على ${apart(site)} مع صوره وجميع جلساته. لا يمكن استعادته.`,
      `${NOTHING_TO_DO} وإذا لم تكن أنت من فعل ذلك، فقد وصل شخص آخر إلى حسابك. غيّر كلمة مرور بريدك الإلكتروني، وكلمة مرور كل موقع استخدمت فيه كلمة المرور نفسها. ثم تواصل مع القائمين على ${apart(site)}.`,
    ],
    link: `الانتقال إلى ${apart(site)}`,
    after: [],
  }),
}
