export type Json = string | number | boolean | null | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

type UploadedFile = { filename: string; content_type: string; base64: Json }

export type RequestSpec = {
  method: string
  path: string
  headers?: Record<string, Json>
  json?: Json
  form?: JsonObject
  multipart?: { fields?: JsonObject; files?: Record<string, UploadedFile> }
  raw?: Json
  raw_base64?: string
}

export type Expectation = {
  status?: Json
  headers?: JsonObject
  cookies?: Record<string, JsonObject | null>
  body?: Json
}

export type MailSpec = {
  to: string
  find?: string | string[]
  count?: number
  absent?: string
  none?: boolean
}

type Remarks = { note?: string; tags?: string[]; why?: string }

export type RequestStep = Remarks & {
  request: RequestSpec
  expect: Expectation
  capture?: Record<string, string>
}
export type MailStep = Remarks & { mail: MailSpec }
type WaitStep = Remarks & { wait: number }

export type Scenario = {
  name: string
  dialect: string
  basis: 'package' | 'convention' | 'decided'
  why: string
  tags?: string[]
  steps: (RequestStep | MailStep | WaitStep)[]
}
