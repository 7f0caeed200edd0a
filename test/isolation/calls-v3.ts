import { another, type Calls, channelIds, dependent, newEmail, person, valued } from './calls.ts'
import type { Ids } from './everything.ts'

const company = {
  companyName: 'Fresh company',
  companyPhone: '555-3000',
  companyEmail: 'fresh@hereabouts.example',
  country: 'US',
}

const admin = (adminEmail: string) => ({
  adminFirstName: 'Pat',
  adminLastName: 'Person',
  adminEmail,
  adminPhoneNumber: '555-3001',
})

const newCompany = (ids: Ids, nth: number) => ({
  ...company,
  ...admin(newEmail(ids, nth)),
  customerGroupId: ids.customerGroupId,
  originChannelId: ids.channelId,
  channelIds: channelIds(ids),
  extraFields: valued(ids.companyField),
  userExtraFields: valued(ids.userField),
})

const changedCompany = (ids: Ids) => ({
  companyName: 'Renamed',
  customerGroupId: ids.customerGroupId,
  priceListAssign: [
    { channelId: ids.channelId, priceListId: ids.priceListId },
    { channelId: ids.secondChannelId, priceListId: ids.secondPriceListId },
  ],
  extraFields: valued(ids.companyField),
})

const newSuperAdmin = (ids: Ids, nth: number) => ({
  ...person(ids, nth),
  originChannelId: ids.channelId,
  channelIds: channelIds(ids),
})

const newUser = (ids: Ids, nth: number) => ({
  ...newSuperAdmin(ids, nth),
  companyId: ids.companyId,
  companyRoleId: ids.roleId,
  extraFields: valued(ids.userField),
})

const newAddress = (ids: Ids) => ({
  firstName: 'Pat',
  lastName: 'Person',
  addressLine1: '2 Side Street',
  city: 'Austin',
  stateCode: 'TX',
  countryCode: 'US',
  companyId: ids.companyId,
  isDefaultBilling: true,
  extraFields: valued(ids.addressField),
})

const role = (ids: Ids, nth: number) => ({
  name: `Role ${nth}`,
  permissions: [
    { code: 'get_orders', permissionLevel: 1 },
    { code: ids.permission, permissionLevel: 1 },
  ],
})

const permission = (nth: number) => ({ name: `May ${nth}`, code: `may_${nth}`, description: '' })

export const v3: Calls = {
  'GET /api/v3/io/companies': {},
  'POST /api/v3/io/companies': {
    body: (ids, nth) => ({ ...newCompany(ids, nth), catalogId: ids.priceListId }),
  },
  'GET /api/v3/io/companies/{companyId}': {},
  'PUT /api/v3/io/companies/{companyId}': { body: changedCompany },
  'DELETE /api/v3/io/companies/{companyId}': {},
  'PUT /api/v3/io/companies/{companyId}/status': { body: () => ({ companyStatus: 3 }) },
  'PUT /api/v3/io/companies/{companyId}/catalogs': {
    settings: dependent,
    body: ({ priceListId }) => ({ catalogId: String(priceListId) }),
  },
  'POST /api/v3/io/companies/bulk': {
    body: (ids, nth) => [
      { ...company, ...admin(another(nth).email), customerGroupId: ids.bcGroupId },
      { ...newCompany(ids, nth), catalogName: ids.priceListName },
    ],
  },
  'PUT /api/v3/io/companies/bulk': {
    body: (ids) => [
      { companyId: ids.companyId, companyName: 'Renamed' },
      { companyId: ids.secondCompanyId, ...changedCompany(ids) },
    ],
  },
  'POST /api/v3/io/customer-groups/{customerGroupId}/companies': {
    settings: dependent,
    // The admin has no names here, and so takes those of the customer with the email.
    body: ({ guestEmail, priceListId }) => ({
      ...company,
      adminEmail: guestEmail,
      adminPhoneNumber: '555-3001',
      catalogId: priceListId,
    }),
  },
  'GET /api/v3/io/companies/permissions': {},
  'POST /api/v3/io/companies/permissions': { body: (_, nth) => permission(nth) },
  'PUT /api/v3/io/companies/permissions/{permissionId}': { body: (_, nth) => permission(nth) },
  'DELETE /api/v3/io/companies/permissions/{permissionId}': {},
  'GET /api/v3/io/companies/roles': {},
  'POST /api/v3/io/companies/roles': { body: role },
  'GET /api/v3/io/companies/roles/{roleId}': {},
  'PUT /api/v3/io/companies/roles/{roleId}': { body: role },
  'DELETE /api/v3/io/companies/roles/{roleId}': {},
  'GET /api/v3/io/companies/{companyId}/subsidiaries': {},
  'GET /api/v3/io/companies/{companyId}/hierarchy': {},
  'POST /api/v3/io/companies/{companyId}/parent': {
    body: ({ parentCompanyId }) => ({ parentCompanyId }),
  },
  'DELETE /api/v3/io/companies/{companyId}/subsidiaries/{childCompanyId}': {},
  'GET /api/v3/io/companies/{companyId}/attachments': {},
  'POST /api/v3/io/companies/{companyId}/attachments': { form: true },
  'DELETE /api/v3/io/companies/{companyId}/attachments/{attachmentId}': {},
  'GET /api/v3/io/companies/{companyId}/attachments/{attachmentId}/file': {},
  'GET /api/v3/io/channels': {},
  'GET /api/v3/io/channels/{channel_id}': {},
  'GET /api/v3/io/users': {},
  'POST /api/v3/io/users': { body: newUser },
  'POST /api/v3/io/users/bulk': {
    body: (ids, nth) => [
      newUser(ids, nth),
      { ...another(nth), role: 1, companyId: ids.secondCompanyId, channelIds: [ids.secondChannelId] },
    ],
  },
  'GET /api/v3/io/users/{userId}': {},
  'GET /api/v3/io/users/customer/{customerId}': {},
  'PUT /api/v3/io/users/{userId}': {
    body: (ids, nth) => ({
      email: newEmail(ids, nth),
      companyRoleId: ids.roleId,
      channelIds: channelIds(ids),
      extraFields: valued(ids.userField),
    }),
  },
  'DELETE /api/v3/io/users/{userId}': {},
  'GET /api/v3/io/sales-staffs': {},
  'GET /api/v3/io/sales-staffs/{salesStaffId}': {},
  'PUT /api/v3/io/sales-staffs/{salesStaffId}': {
    body: ({ companyId, secondCompanyId }) => [
      { companyId, assignStatus: false },
      { companyId: secondCompanyId, assignStatus: true },
    ],
  },
  'POST /api/v3/io/super-admins': {
    body: (ids, nth) => ({ ...newSuperAdmin(ids, nth), extraFields: valued(ids.userField) }),
  },
  'POST /api/v3/io/super-admins/bulk': { body: (ids, nth) => [another(nth), newSuperAdmin(ids, nth)] },
  'GET /api/v3/io/companies/super-admins': {},
  'GET /api/v3/io/companies/{companyId}/super-admins': {},
  'PUT /api/v3/io/companies/{companyId}/super-admins': {
    body: ({ superAdminId, secondSuperAdminId }) => ({
      superAdmins: [
        { superAdminId, isAssigned: false },
        { superAdminId: secondSuperAdminId, isAssigned: true },
      ],
    }),
  },
  'GET /api/v3/io/super-admins/info/{superAdminId}': {},
  'PUT /api/v3/io/super-admins/info/{superAdminId}': {
    body: (ids) => ({ channelIds: channelIds(ids), extraFields: valued(ids.userField) }),
  },
  'GET /api/v3/io/super-admins/companies': {},
  'GET /api/v3/io/super-admins/{superAdminId}/companies': {},
  'PUT /api/v3/io/super-admins/{superAdminId}': {
    body: ({ companyId, secondCompanyId }) => ({
      companies: [
        { companyId, isAssigned: false },
        { companyId: secondCompanyId, isAssigned: true },
      ],
    }),
  },
  'GET /api/v3/io/addresses': {},
  'POST /api/v3/io/addresses': { body: newAddress },
  'POST /api/v3/io/addresses/bulk': {
    body: (ids) => [newAddress(ids), { ...newAddress(ids), companyId: ids.secondCompanyId }],
  },
  'GET /api/v3/io/addresses/{addressId}': {},
  'PUT /api/v3/io/addresses/{addressId}': {
    body: (ids) => ({ ...newAddress(ids), companyId: ids.secondCompanyId }),
  },
  'DELETE /api/v3/io/addresses/{addressId}': {},
  'GET /api/v3/io/countries': { query: { q: 'France' } },
  'GET /api/v3/io/states': { query: { q: 'Texas' } },
  'GET /api/v3/io/addresses/extra-fields': {},
  'GET /api/v3/io/companies/extra-fields': {},
  'GET /api/v3/io/users/extra-fields': {},
}
