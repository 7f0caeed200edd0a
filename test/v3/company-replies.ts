import { createCustomerGroup } from '../../src/domain/customer-groups.ts'
import { createExtraField, type NewExtraField } from '../../src/domain/extra-field-definitions.ts'
import { createPriceList } from '../../src/domain/price-lists.ts'
import type { Writer } from '../../src/domain/scope.ts'
import { NOW } from '../databases.ts'
import { refusal } from './replies.ts'

export const companiesUrl = '/api/v3/io/companies'
export const companyUrl = (companyId: number | string) => `${companiesUrl}/${companyId}`

export const list = (data: unknown[], { totalCount = data.length, limit = 10, offset = 0 } = {}) => ({
  status: 200,
  body: { code: 200, data, meta: { message: 'SUCCESS', pagination: { totalCount, limit, offset } } },
})
/** The single sentence in which a company request is refused. */
export const refused = (message: string) => refusal(422, message)
export const noCompany = refusal(404, 'This resource is not found.')
export const alreadyExists = refusal(400, 'The user already exists.')

/** The required fields of a company and its first admin. */
export const acme = {
  companyName: 'Acme',
  companyPhone: '555-1000',
  companyEmail: 'office@acme.example',
  country: 'US',
  adminFirstName: 'Jane',
  adminLastName: 'Smith',
  adminEmail: 'jane@acme.example',
}

/** A company in a list, made from `acme` or by `aCompany` at `NOW`. */
export const item = (companyId: number, companyName = 'Acme') => ({
  companyId,
  companyName,
  bcGroupName: '',
  companyStatus: 1,
  catalogId: null,
  catalogName: null,
  companyEmail: 'office@acme.example',
  companyPhone: '555-1000',
  addressLine1: '',
  addressLine2: '',
  city: '',
  state: '',
  country: 'US',
  zipCode: '',
  createdAt: NOW,
  updatedAt: NOW,
  uuid: '',
  priceListAssign: [],
  bcGroupId: 0,
  parentCompany: { id: null, name: '' },
})

/** A company shown by itself. */
export const detail = (companyId: number) => ({ ...item(companyId), extraFields: [] })

/** A customer group of the store. Returns its id. */
export function aGroup(writer: Writer, name = 'Gold'): Promise<number> {
  return createCustomerGroup(writer, { name, priceListId: null })
}

/** A price list of the store. Returns its id. */
export function aPriceList(writer: Writer, name = 'Retail'): Promise<number> {
  return createPriceList(writer, name)
}

/** An extra field for companies of the store: a text, unless `input` says otherwise. */
export async function aField(writer: Writer, input: Partial<NewExtraField> = {}): Promise<void> {
  const fieldName = input.fieldName ?? 'Region'
  await createExtraField(writer, {
    subject: 'company',
    uuid: fieldName,
    fieldName,
    labelName: `${fieldName} of the company`,
    fieldType: 0,
    ...input,
  })
}

/** How a company shows the text of `aField`. */
export const shownField = (fieldValue: string, fieldName = 'Region') => ({
  fieldName,
  fieldValue,
  labelName: `${fieldName} of the company`,
  isRequired: '0',
  dataType: '0',
  fieldType: 0,
})
