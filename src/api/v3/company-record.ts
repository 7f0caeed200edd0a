import { Type } from 'typebox'
import type { CompanyRecord } from '../../domain/company-records.ts'

const ExtraFieldRecord = Type.Object({
  fieldName: Type.String(),
  fieldValue: Type.String(),
  labelName: Type.String(),
  isRequired: Type.String(),
  dataType: Type.String(),
  fieldType: Type.Integer(),
})

/** A company; lists have `extraFields` only when they are asked for. */
export const CompanyReply = Type.Object({
  companyId: Type.Integer(),
  companyName: Type.String(),
  bcGroupName: Type.String(),
  companyStatus: Type.Integer(),
  catalogId: Type.Union([Type.String(), Type.Null()]),
  catalogName: Type.Union([Type.String(), Type.Null()]),
  companyEmail: Type.String(),
  companyPhone: Type.String(),
  addressLine1: Type.String(),
  addressLine2: Type.String(),
  city: Type.String(),
  state: Type.String(),
  country: Type.String(),
  zipCode: Type.String(),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
  uuid: Type.String(),
  priceListAssign: Type.Array(
    Type.Object({
      channelId: Type.Integer(),
      priceListId: Type.Integer(),
      priceListName: Type.String(),
      channelName: Type.String(),
    }),
  ),
  bcGroupId: Type.Integer(),
  parentCompany: Type.Object({ id: Type.Union([Type.Integer(), Type.Null()]), name: Type.String() }),
  extraFields: Type.Optional(Type.Array(ExtraFieldRecord)),
})

export function toReply(company: CompanyRecord, { extraFields }: { extraFields: boolean }) {
  return {
    companyId: company.id,
    companyName: company.name,
    bcGroupName: company.group_name ?? '',
    companyStatus: company.status,
    catalogId: company.price_list_id === null ? null : String(company.price_list_id),
    catalogName: company.price_list_name,
    companyEmail: company.email,
    companyPhone: company.phone,
    addressLine1: company.address_line1,
    addressLine2: company.address_line2,
    city: company.city,
    state: company.state,
    country: company.country,
    zipCode: company.zip_code,
    createdAt: company.created_at,
    updatedAt: company.updated_at,
    uuid: company.uuid,
    priceListAssign: company.priceLists.map(({ channelId, priceListId, priceListName, channelName }) => ({
      channelId,
      priceListId,
      priceListName,
      channelName,
    })),
    bcGroupId: company.customer_group_id ?? 0,
    parentCompany: { id: company.parent_id, name: company.parent_name ?? '' },
    ...(extraFields && { extraFields: company.extraFields.map(toExtraField) }),
  }
}

function toExtraField(field: CompanyRecord['extraFields'][number]) {
  return {
    fieldName: field.fieldName,
    fieldValue: field.fieldValue,
    labelName: field.labelName,
    isRequired: field.isRequired ? '1' : '0',
    dataType: String(field.fieldType),
    fieldType: field.fieldType,
  }
}
