import { asciiDomain } from '../../ports/domain.ts'
import type { FieldOptions, UserField } from '../../ports/user-field.ts'
import { readText } from './text.ts'
import { common } from './values.ts'

const LONGEST_URL = 200

/** An address of the web: DRF's URLField, of http, https, ftp or ftps. */
export const url = (options: FieldOptions & { maxLength?: number } = {}): UserField => {
  const maxLength = options.maxLength ?? LONGEST_URL
  return {
    ...common,
    ...options,
    type: 'url',
    read: (sent) => readText(sent, { ...options, maxLength }, 'not_a_url', isUrl),
    schema: { type: 'string', format: 'uri', maxLength, examples: ['https://example.com/ada'] },
  }
}

const PARTS =
  /^(?:https?|ftps?):\/\/(?:[^\s:@/]+(?::[^\s:@/]*)?@)?([^\s:/?#@]+|\[[0-9a-f:.]+\])(:\d{1,5})?([/?#]\S*)?$/i
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i
const LONGEST_HOST = 253

/** Django's URLValidator (django/core/validators.py): the host is a domain with a dot, `localhost` or an IP address. */
function isUrl(value: string): boolean {
  const [, host = '', port = ''] = PARTS.exec(value) ?? []
  return host !== '' && URL.canParse(value) && Number(port.slice(1)) <= 65_535 && isHost(host)
}

function isHost(host: string): boolean {
  if (host.startsWith('[')) return true
  if (/^[\d.]+$/.test(host)) return isIpAddress(host.split('.'))
  const labels = (asciiDomain(host) ?? '').replace(/\.$/, '').split('.')
  if (labels.join('.').length > LONGEST_HOST || !labels.every((label) => LABEL.test(label))) return false
  return labels.length > 1 ? /[a-z]/i.test(labels.at(-1) ?? '') : /^localhost$/i.test(host)
}

const isIpAddress = (bytes: string[]) => bytes.length === 4 && bytes.every(isByte)

const isByte = (digits: string) => /^(0|[1-9]\d{0,2})$/.test(digits) && Number(digits) <= 255
