import { type Static, Type } from 'typebox'
import type { Company } from '../../db/schema.ts'
import type { CompanyRecord } from '../../domain/company-records.ts'

const summary = {
  companyId: Type.String(),
  companyName: Type.String(),
  companyStatus: Type.String(),
  description: Type.String(),
  catalogId: Type.String(),
  addressLine1: Type.String(),
  addressLine2: Type.String(),
  city: Type.String(),
  state: Type.String(),
  country: Type.String(),
  zipCode: Type.String(),
}

/** A company as the answer to a customer's id shows it. */
export const CompanySummary = Type.Object(summary)

/** A company with all that V2 tells of it. */
export const BasicInfo = Type.Object({
  ...summary,
  companyEmail: Type.String(),
  phoneNumber: Type.String(),
  catalogName: Type.String(),
  uuid: Type.String(),
  updatedAt: Type.String(),
  extraFields: Type.Array(
    Type.Object({
      fieldName: Type.String(),
      fieldValue: Type.String(),
      labelName: Type.String(),
      isRequired: Type.String(),
      dataType: Type.String(),
    }),
  ),
})

export function toSummary(company: Company): Static<typeof CompanySummary> {
  return {
    companyId: String(company.id),
    companyName: company.name,
    companyStatus: String(company.status),
    description: company.description,
    catalogId: String(company.price_list_id ?? ''),
    addressLine1: company.address_line1,
    addressLine2: company.address_line2,
    city: company.city,
    state: company.state,
    country: company.country,
    zipCode: company.zip_code,
  }
}

export function toBasicInfo(company: CompanyRecord): Static<typeof BasicInfo> {
  return {
    ...toSummary(company),
    companyEmail: company.email,
    phoneNumber: company.phone,
    catalogName: company.price_list_name ?? '',
    uuid: company.uuid,
    updatedAt: String(company.updated_at),
    extraFields: company.extraFields.map(({ fieldName, fieldValue, labelName, isRequired, fieldType }) => ({
      fieldName,
      fieldValue,
      labelName,
      isRequired: isRequired ? '1' : '0',
      dataType: String(fieldType),
    })),
  }
}
