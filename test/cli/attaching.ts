import { aCompany } from '../builders.ts'
import { fromDemo } from '../credentials.ts'
import type { App } from '../harness.ts'

/** Gives a company a file through the server at `address` and downloads it again. Returns its id. */
export async function attachOver(app: App, address: string): Promise<string> {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const form = new FormData()
  form.append('attachmentFile', new File(['hello'], 'hello.txt', { type: 'text/plain' }))
  const url = `${address}/api/v3/io/companies/${companyId}/attachments`
  const reply = await fetch(url, { method: 'POST', headers: fromDemo, body: form })
  const { data } = JSON.parse(await reply.text())
  const served = await fetch(data.attachmentFile, { headers: fromDemo })
  if ((await served.text()) !== 'hello') throw new Error('The file that is served is another one.')
  return data.id
}
