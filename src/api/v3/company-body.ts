import { type Static, Type } from 'typebox'
import type { CompanyChanges } from '../../domain/company-changes.ts'
import type { CompanyWithAdmin } from '../../domain/company-creation.ts'
import { companyPlace, placeOf } from '../company-place.ts'
import { ExtraFields, filled, Id, MailSwitch, Text, upTo } from '../fields.ts'

const email = (maxLength: number) => Type.String({ format: 'email', minLength: 1, maxLength })

/** A company with its first admin, as it is created. Of several bad keys, a refusal names the first in this order. */
export const NewCompany = Type.Object({
  companyName: filled(200),
  companyPhone: upTo(50),
  companyEmail: email(200),
  country: filled(200),
  adminFirstName: filled(100),
  adminLastName: filled(100),
  adminEmail: email(100),
  adminPhoneNumber: Type.Optional(upTo(100)),
  ...companyPlace,
  uuid: Type.Optional(Text),
  customerGroupId: Type.Optional(Id),
  catalogId: Type.Optional(Id),
  originChannelId: Type.Optional(Id),
  channelIds: Type.Optional(Type.Array(Id)),
  acceptCreationEmail: MailSwitch,
  extraFields: Type.Optional(ExtraFields),
  userExtraFields: Type.Optional(ExtraFields),
})

/** What can be changed in a company: what is absent stays. */
export const ChangedCompany = Type.Object({
  companyName: Type.Optional(filled(200)),
  companyEmail: Type.Optional(email(200)),
  companyPhone: Type.Optional(upTo(50)),
  country: Type.Optional(filled(200)),
  ...companyPlace,
  uuid: Type.Optional(Text),
  customerGroupId: Type.Optional(Id),
  priceListAssign: Type.Optional(Type.Array(Type.Object({ channelId: Id, priceListId: Id }))),
  extraFields: Type.Optional(ExtraFields),
})

export function toNewCompany(body: Static<typeof NewCompany>): CompanyWithAdmin {
  return {
    ...placeOf(body),
    name: body.companyName,
    email: body.companyEmail,
    phone: body.companyPhone,
    country: body.country,
    uuid: body.uuid,
    customerGroupId: body.customerGroupId,
    priceListId: body.catalogId,
    extraFields: body.extraFields,
    admin: {
      email: body.adminEmail,
      firstName: body.adminFirstName,
      lastName: body.adminLastName,
      phone: body.adminPhoneNumber,
      originChannelId: body.originChannelId,
      channelIds: body.channelIds,
      extraFields: body.userExtraFields,
    },
  }
}

export function toChanges(body: Static<typeof ChangedCompany>): CompanyChanges {
  return {
    ...placeOf(body),
    name: body.companyName,
    email: body.companyEmail,
    phone: body.companyPhone,
    country: body.country,
    uuid: body.uuid,
    customerGroupId: body.customerGroupId,
    priceLists: body.priceListAssign,
    extraFields: body.extraFields,
  }
}
