import { type Static, Type } from 'typebox'
import type { CompanyChanges } from '../../domain/company-changes.ts'
import type { ConvertedCompany } from '../../domain/company-conversion.ts'
import { companyPlace, placeOf } from '../company-place.ts'
import { AnyId, Email, ExtraFields, filled, Id, IdText, Name, Text, upTo } from '../fields.ts'
import { welcome } from './user-bodies.ts'

const CompanyName = filled(200)
const CompanyEmail = Type.String({ format: 'email', maxLength: 200 })
const Phone = upTo(50)

/** What can be changed in a company: what is absent stays. */
export const ChangedCompany = Type.Object({
  companyName: Type.Optional(CompanyName),
  companyEmail: Type.Optional(CompanyEmail),
  phoneNumber: Type.Optional(Phone),
  ...companyPlace,
  country: Type.Optional(filled(200)),
  description: Type.Optional(upTo(10_000)),
  companyStatus: Type.Optional(
    Type.Enum(['0', '1', '2', '3', 0, 1, 2, 3], {
      description: '0 pending, 1 approved, 2 rejected, 3 inactive',
    }),
  ),
  catalogId: Type.Optional(
    Type.Union([Id, IdText], {
      description: 'The price list; an empty text takes it away.',
    }),
  ),
  priceListAssign: Type.Optional(Type.Array(Type.Object({ channelId: Id, priceListId: Id }))),
  extraFields: Type.Optional(ExtraFields),
})

/** The company that a customer group becomes, and its admin. */
export const GroupCompany = Type.Object({
  customerGroupId: AnyId,
  companyName: CompanyName,
  companyEmail: CompanyEmail,
  phoneNumber: Phone,
  adminEmail: Email,
  adminFirstName: Name,
  adminLastName: Name,
  adminPhoneNumber: Type.Optional(Text),
  ...companyPlace,
  country: Type.Optional(upTo(200)),
  extraFields: Type.Optional(ExtraFields),
  userExtraFields: Type.Optional(ExtraFields),
  ...welcome,
})

export function toChanges(body: Static<typeof ChangedCompany>): CompanyChanges {
  const { companyStatus, catalogId } = body
  return {
    ...placeOf(body),
    name: body.companyName,
    email: body.companyEmail,
    phone: body.phoneNumber,
    country: body.country,
    description: body.description,
    status: companyStatus === undefined ? undefined : Number(companyStatus),
    priceListId: catalogId === undefined ? undefined : Number(catalogId),
    priceLists: body.priceListAssign,
    extraFields: body.extraFields,
  }
}

export function toConvertedCompany(body: Static<typeof GroupCompany>): ConvertedCompany {
  return {
    ...placeOf(body),
    name: body.companyName,
    email: body.companyEmail,
    phone: body.phoneNumber,
    country: body.country ?? '',
    extraFields: body.extraFields,
    admin: {
      email: body.adminEmail,
      firstName: body.adminFirstName,
      lastName: body.adminLastName,
      phone: body.adminPhoneNumber,
      extraFields: body.userExtraFields,
    },
  }
}
