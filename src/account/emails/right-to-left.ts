import type { EmailMessage } from '../../ports/mail.ts'

/* For languages that are written from right to left. */

/** Text of its own direction inside a sentence: a name, an address, a key. */
export const apart = (text: string) => `\u2068${text}\u2069`

/** Makes the code that follows run from left to right, though it may begin with a digit. */
export const LEFT_TO_RIGHT = '\u200e'

/**
 * An email whose HTML is written from right to left, but for its code. What is set apart is an element there, and in the
 * plain text a line that is nothing else has no marks: both are copied, and marks would be copied with them.
 */
export const rightToLeft = ({ text, html, ...message }: EmailMessage): EmailMessage => ({
  ...message,
  text: text.replace(/^\u2068(.*)\u2069$/gm, '$1'),
  html: html
    .replace(/<html [^>]*/, '$& dir="rtl"')
    .replace('<p class="code"', '$& dir="ltr"')
    .replace(/\u2068(.*?)\u2069/g, '<bdi>$1</bdi>'),
})
