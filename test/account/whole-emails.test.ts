import { describe, expect, it } from 'vitest'
import {
  accountDeletedEmail,
  activationEmail,
  passwordChangedEmail,
  passwordResetEmail,
  passwordResetKeyEmail,
  sessionEndedEmail,
  usernameChangedEmail,
  verificationEmail,
} from '../../src/account/emails/emails.ts'
import { mailed, ports, reader } from '../support/languages.ts'

describe('a whole email', () => {
  it('in German', () => {
    const { subject, text } = passwordResetEmail(ports, reader('de'), mailed)
    expect(subject).toBe('Neues Passwort bei Gatehouse')
    expect(
      text,
    ).toBe(`Jemand hat bei Gatehouse ein neues Passwort angefordert. Wenn Sie das waren, wählen Sie es hier:

https://accounts.example.org/password/reset?uid=VUlE&token=dG9rZW4

Auf einem anderen Gerät öffnen Sie accounts.example.org/password/reset und geben Sie diesen Code ein: 7K3MQ2WD

Der Link funktioniert einmal. Benutzen Sie ihn innerhalb von 1 Stunde.

Ihr Benutzername, falls Sie ihn vergessen haben: ada

Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren. Es wurde nichts geändert.

-- 
Gatehouse hat Ihnen diese E-Mail geschickt, weil dort jemand Ihre E-Mail-Adresse eingegeben hat.
`)
  })

  it('in French', () => {
    const { subject, text } = usernameChangedEmail('countess')(ports, reader('fr'), mailed)
    expect(subject).toBe('Gatehouse : votre nom d’utilisateur a été modifié')
    expect(
      text,
    ).toBe(`Le nouveau nom d’utilisateur du compte ada sur Gatehouse est countess. Utilisez-le pour vous connecter.

Si c’était vous, vous n’avez rien à faire. Si ce n’était pas vous, suivez le lien sous 7 jours. Il déconnecte tous les appareils, désactive le mot de passe et vous envoie un e-mail pour en choisir un nouveau.

https://accounts.example.org/not-me?id=VUlE&key=dG9rZW4

Sur un autre appareil, allez sur accounts.example.org/not-me et saisissez ce code : 7K3MQ2WD

-- 
Gatehouse vous a envoyé cet e-mail parce que quelqu’un y a saisi votre adresse e-mail.
`)
  })

  it('in Spanish', () => {
    const { subject, text } = activationEmail(ports, { ...reader('es'), emailVerifiedAt: null }, mailed)
    expect(subject).toBe('Activa tu cuenta en Gatehouse')
    expect(text).toBe(`Activa tu cuenta aquí:

https://accounts.example.org/activate?uid=VUlE&token=dG9rZW4

En otro dispositivo, ve a accounts.example.org/activate y escribe este código: 7K3MQ2WD

El enlace funciona una sola vez. Úsalo en un plazo de 24 horas.

Si no creaste ninguna cuenta, puedes ignorar este correo. La cuenta seguirá inactiva.

-- 
Gatehouse te envió este correo porque alguien introdujo allí tu dirección de correo.
`)
  })

  it('in Portuguese', () => {
    const { subject, text } = sessionEndedEmail(ports, reader('pt'), mailed)
    expect(subject).toBe('Gatehouse: encerramos a sessão em um dos seus dispositivos')
    expect(
      text,
    ).toBe(`Dois dispositivos usaram a mesma sessão da conta ada em Gatehouse, e um deles pode tê-la copiado. Por segurança, encerramos a sessão nos dois.

Entre novamente onde precisar. Se você não souber explicar o que aconteceu, abra o link em até 7 dias. Ele encerra a sessão em todos os dispositivos, desativa a senha e envia a você um e-mail para escolher uma nova.

https://accounts.example.org/not-me?id=VUlE&key=dG9rZW4

Em outro dispositivo, acesse accounts.example.org/not-me e digite este código: 7K3MQ2WD

-- 
Gatehouse enviou este e-mail porque alguém informou lá o seu endereço de e-mail.
`)
  })

  it('in Hindi', () => {
    const { subject, text } = verificationEmail(ports, reader('hi'), mailed)
    expect(subject).toBe('Gatehouse पर अपने ईमेल पते की पुष्टि करें')
    expect(
      text,
    ).toBe(`किसी ने Gatehouse पर एक खाते के लिए यह ईमेल पता डाला है। अगर यह आपने किया है, तो पुष्टि करें कि यह पता आपका है:

https://accounts.example.org/email/confirm?id=VUlE&key=dG9rZW4

किसी दूसरे डिवाइस पर accounts.example.org/email/confirm खोलें और यह कोड टाइप करें: 7K3MQ2WD

यह लिंक केवल एक बार काम करता है। इसका इस्तेमाल 24 घंटों के भीतर करें।

अगर वहाँ आपका कोई खाता नहीं है, तो आप इस ईमेल को अनदेखा कर सकते हैं। ईमेल पते की पुष्टि नहीं होगी।

-- 
Gatehouse ने आपको यह ईमेल इसलिए भेजा है क्योंकि किसी ने वहाँ आपका ईमेल पता डाला है।
`)
  })

  it('in Arabic, where a key stands alone on its line and a code runs from left to right', () => {
    const { subject, text, html } = passwordResetKeyEmail(ports, reader('ar'), mailed)
    expect(subject).toBe('كلمة مرور جديدة على Gatehouse')
    expect(text).toBe(`طلب شخص ما كلمة مرور جديدة على \u2068Gatehouse\u2069. إذا كنت أنت، فاخترها هنا:

https://accounts.example.org/password/reset?token=dG9rZW4

أو أدخل هذا المفتاح في التطبيق:
dG9rZW4

على جهاز آخر، انتقل إلى \u2068accounts.example.org/password/reset\u2069 واكتب هذا الرمز:\u200e 7K3MQ2WD

يعمل الرابط مرة واحدة فقط. استخدمه خلال ساعة واحدة.

إذا لم تكن أنت من فعل ذلك، فيمكنك تجاهل هذه الرسالة. لم يتغير أي شيء.

-- 
أرسل إليك موقع \u2068Gatehouse\u2069 هذه الرسالة لأن شخصًا ما أدخل عنوان بريدك الإلكتروني هناك.
`)
    expect(html).toContain('كلمة مرور جديدة على <bdi>Gatehouse</bdi>. إذا')
    expect(html).toContain('\n<bdi>dG9rZW4</bdi></p>')
    expect(html).toMatch(/<p class="code" dir="ltr" style="[^"]*">7K3MQ2WD<\/p>/)
    expect(html).not.toMatch(/[\u2066-\u2069]/)
  })

  it('lets no hostile word become markup in Arabic', () => {
    const hostile = { ...reader('ar'), username: '\u2069<b>\u2068"x' }
    expect(passwordChangedEmail(ports, hostile, mailed).html).not.toMatch(/<b>|"x/)
    expect(accountDeletedEmail(ports, hostile).html).not.toMatch(/<b>|"x/)
  })
})
