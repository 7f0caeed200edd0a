import { createExtraField, type NewExtraField } from '../../src/domain/extra-field-definitions.ts'
import { aCompany } from '../builders.ts'
import type { App } from '../harness.ts'
import { refusal } from './replies.ts'

export const url = '/api/v3/io/companies/bulk'
export const TAKEN = 'The user already exists.'
export const NOT_FOUND = 'This resource is not found.'
export const methods = ['POST', 'PUT'] as const

export const entry = (name: string) => ({
  companyName: name,
  companyPhone: '555-1000',
  companyEmail: `office@${name.toLowerCase()}.example`,
  country: 'US',
  adminFirstName: 'Ann',
  adminLastName: 'Lee',
  adminEmail: `ann@${name.toLowerCase()}.example`,
})

export const created = (companyIds: number[]) => ({
  status: 200,
  body: {
    code: 200,
    meta: companyIds.map((companyId) => ({ companyId })),
    data: { id: companyIds.join(',') },
  },
})
/** Failures by place in the list. */
export const failed = (status: number, details: Record<number, string>) =>
  refusal(status, 'Some companies updated failed, you can see these in errors.', {
    errors: Object.entries(details).map(([id, _detail]) => ({ id, _detail })),
  })

export async function rows(app: App) {
  return app.database.db.selectFrom('company').select(['id', 'name', 'phone']).orderBy('id').execute()
}

export async function names(app: App) {
  return (await rows(app)).map(({ name }) => name)
}

export function arrangeField(app: App, input: Partial<NewExtraField> = {}) {
  const field = { uuid: 'vat', fieldName: 'VAT', labelName: 'VAT', fieldType: 0 }
  return app.arrange((writer) => createExtraField(writer, { subject: 'company', ...field, ...input }))
}

export function arrangeTwo(app: App) {
  return app.arrange(async (writer) => [
    await aCompany(writer, { name: 'Acme' }),
    await aCompany(writer, { name: 'Bolt' }),
  ])
}
