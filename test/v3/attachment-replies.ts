import { readdir } from 'node:fs/promises'
import { fromDemo } from '../credentials.ts'
import type { App } from '../harness.ts'
import { refusal } from './replies.ts'

export const urlOf = (companyId: number) => `/api/v3/io/companies/${companyId}/attachments`
export const ORIGIN = 'http://localhost:80'

export const refused = (message: string) => refusal(422, message)
export const notFound = refusal(404, 'This resource is not found.')
export const tooLarge = refusal(413, 'Request Entity Too Large')

export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
export const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n')

export interface Part {
  field?: string
  fileName?: string
  type?: string
  content?: Buffer | string
}

const BOUNDARY = 'a-boundary'
export const multipart = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }

/** A form of these parts, built byte by byte, because clients do not write unusual file names as they are. */
export function formOf(...parts: Part[]): Buffer {
  const whole = parts.flatMap(({ field = 'attachmentFile', fileName = 'logo.png', type, content = PNG }) => [
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"; filename="${fileName}"\r\n` +
        `${type === undefined ? '' : `Content-Type: ${type}\r\n`}\r\n`,
    ),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...whole, Buffer.from(`--${BOUNDARY}--\r\n`)])
}

/** Sends a form to a company. */
export async function sendForm(app: App, companyId: number, payload: Buffer, headers: object = fromDemo) {
  const response = await app.server.inject({
    method: 'POST',
    url: urlOf(companyId),
    headers: { ...headers, ...multipart },
    payload,
  })
  return { status: response.statusCode, body: response.json() }
}

/** Gives a company a file and returns its id. */
export async function attach(app: App, companyId: number, part: Part = {}): Promise<string> {
  const { body } = await sendForm(app, companyId, formOf({ type: 'image/png', ...part }))
  return body.data.id
}

/** Downloads a file of a company. */
export async function download(app: App, companyId: number, id: string, headers: object = fromDemo) {
  return app.server.inject({ url: `${urlOf(companyId)}/${id}/file`, headers: { ...headers } })
}

/** The names of the files on the disk. */
export async function filesOf(app: App): Promise<string[]> {
  return (await readdir(app.files).catch(() => [])).toSorted()
}

export async function rowsOf(app: App) {
  return app.database.db.selectFrom('attachment').selectAll().orderBy('id').execute()
}
