import type {
  Address,
  B2bUser,
  Channel,
  Company,
  Customer,
  CustomerGroup,
  ExtraField,
  Permission,
  SystemRole,
  SystemUser,
} from '../db/schema.ts'
import type { Fields } from './changes.ts'

/** What events tell of a company, but not its extra fields and the price lists of channels. */
export function companyFields(company: Company): Fields {
  return {
    companyName: company.name,
    companyEmail: company.email,
    companyPhone: company.phone,
    addressLine1: company.address_line1,
    addressLine2: company.address_line2,
    city: company.city,
    state: company.state,
    country: company.country,
    zipCode: company.zip_code,
    description: company.description,
    uuid: company.uuid,
    companyStatus: company.status,
    parentId: company.parent_id,
    customerGroupId: company.customer_group_id,
    catalogId: company.price_list_id,
  }
}

/** And of a company user or a super admin, but not their channels and extra fields. */
export function accountFields(account: B2bUser): Fields {
  return {
    firstName: account.first_name,
    lastName: account.last_name,
    email: account.email,
    phoneNumber: account.phone,
    uuid: account.uuid,
    customerId: account.customer_id,
    ...(account.company_id !== null && { companyId: account.company_id, companyRoleId: account.role_id }),
  }
}

/** But not its extra fields. */
export function addressFields(address: Address): Fields {
  return {
    companyId: address.company_id,
    firstName: address.first_name,
    lastName: address.last_name,
    phoneNumber: address.phone,
    addressLine1: address.address_line1,
    addressLine2: address.address_line2,
    city: address.city,
    zipCode: address.zip_code,
    stateName: address.state_name,
    stateCode: address.state_code,
    countryName: address.country_name,
    countryCode: address.country_code,
    label: address.label,
    externalId: address.external_id,
    isBilling: address.is_billing === 1,
    isShipping: address.is_shipping === 1,
    isDefaultBilling: address.is_default_billing === 1,
    isDefaultShipping: address.is_default_shipping === 1,
  }
}

export function permissionFields(permission: Permission): Fields {
  const { name, code, description, module_name: moduleName } = permission
  return { name, code, description, moduleName }
}

export function channelFields(channel: Channel): Fields {
  return {
    name: channel.name,
    site: channel.site,
    iconUrl: channel.icon_url,
    type: channel.type,
    platform: channel.platform,
    status: channel.status,
    isVisible: channel.is_visible === 1,
    isEnabled: channel.is_enabled === 1,
    b2bEnabled: channel.b2b_enabled === 1,
    allowGlobalLogins: channel.allow_global_logins === 1,
    isDefault: channel.is_default === 1,
  }
}

export function customerFields(
  customer: Pick<Customer, 'email' | 'first_name' | 'last_name' | 'phone' | 'customer_group_id'>,
): Fields {
  return {
    email: customer.email,
    firstName: customer.first_name,
    lastName: customer.last_name,
    phone: customer.phone,
    customerGroupId: customer.customer_group_id,
  }
}

export function customerGroupFields(group: Pick<CustomerGroup, 'name' | 'price_list_id'>): Fields {
  return { name: group.name, priceListId: group.price_list_id }
}

export function extraFieldFields(field: ExtraField & { listOfValue: string[] }): Fields {
  return {
    subject: field.subject,
    uuid: field.uuid,
    fieldName: field.field_name,
    labelName: field.label_name,
    fieldType: field.field_type,
    isRequired: field.is_required === 1,
    isUnique: field.is_unique === 1,
    maximumLength: field.maximum_length,
    numberOfRows: field.number_of_rows,
    maximumValue: field.maximum_value,
    listOfValue: field.listOfValue,
  }
}

export function systemRoleFields(role: SystemRole): Fields {
  return { name: role.name, salesStaff: role.is_sales_staff === 1 }
}

export function systemUserFields(
  person: Pick<SystemUser, 'email' | 'name' | 'phone' | 'system_role_id'>,
): Fields {
  return {
    email: person.email,
    name: person.name,
    phone: person.phone,
    systemRoleId: person.system_role_id,
  }
}
