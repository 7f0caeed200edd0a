import { another, type Calls, channelIds, dependent, newEmail, person, valued } from './calls.ts'
import type { Ids } from './everything.ts'

const user = (ids: Ids) => ({
  firstName: 'Pat',
  lastName: 'Person',
  phone: '555-3000',
  companyRoleId: ids.roleId,
  channelIds: channelIds(ids),
  extraFields: valued(ids.userField),
})

const newUser = (ids: Ids, nth: number) => ({
  ...user(ids),
  ...person(ids, nth),
  originChannelId: ids.channelId,
})

const address = {
  firstName: 'Pat',
  lastName: 'Person',
  addressLine1: '2 Side Street',
  city: 'Austin',
  country: { countryCode: 'US' },
  state: { stateCode: 'TX' },
  zipCode: '73301',
  isDefaultBilling: true,
}

export const v2: Calls = {
  'GET /api/v2/io/companies/{companyId}/users': {},
  'POST /api/v2/io/companies/{companyId}/users': { body: newUser },
  'PUT /api/v2/io/companies/{companyId}/users': {
    body: (ids) => ({ ...user(ids), email: ids.email }),
  },
  'POST /api/v2/io/companies/{companyId}/users/bulk_create': {
    body: (ids, nth) => ({
      users: [{ ...another(nth), phone: '' }, newUser(ids, nth)],
    }),
  },
  'GET /api/v2/io/companies/{companyId}/users/{customerId}': {},
  'DELETE /api/v2/io/companies/{companyId}/users/{customerId}': {},
  'PUT /api/v2/io/companies/{companyId}/user/{userId}': {
    body: (ids, nth) => ({ ...user(ids), email: newEmail(ids, nth) }),
  },
  'GET /api/v2/io/companies/{companyId}/basic-info': {},
  'PUT /api/v2/io/companies/{companyId}/basic-info': {
    body: (ids) => ({
      companyName: 'Renamed',
      catalogId: ids.priceListId,
      priceListAssign: [
        { channelId: ids.channelId, priceListId: ids.priceListId },
        { channelId: ids.secondChannelId, priceListId: ids.secondPriceListId },
      ],
      extraFields: valued(ids.companyField),
    }),
  },
  'DELETE /api/v2/io/companies/{companyId}/force-del': {},
  'POST /api/v2/io/companies/convert-from-customer-group': {
    settings: dependent,
    body: (ids, nth) => ({
      customerGroupId: ids.customerGroupId,
      companyName: 'Fresh company',
      companyEmail: 'fresh@hereabouts.example',
      phoneNumber: '555-3000',
      adminEmail: another(nth).email,
      adminFirstName: 'Pat',
      adminLastName: 'Person',
      extraFields: valued(ids.companyField),
      userExtraFields: valued(ids.userField),
    }),
  },
  'GET /api/v2/io/companies/{companyId}/sales-reps': {},
  'PUT /api/v2/io/companies/{companyId}/sales-reps': {
    body: ({ superAdminId, secondSuperAdminId }) => ({
      salesReps: [{ id: superAdminId }, { id: String(secondSuperAdminId) }],
    }),
  },
  'GET /api/v2/io/sales-reps/companies': {},
  'GET /api/v2/io/users/{customerId}/companies': {},
  'GET /api/v2/io/addresses/country_state': { query: { country: 'US' } },
  'GET /api/v2/io/companies/{companyId}/addresses': {},
  'POST /api/v2/io/companies/{companyId}/addresses': { body: () => address },
  'GET /api/v2/io/companies/{companyId}/addresses/{addressId}': {},
  'PUT /api/v2/io/companies/{companyId}/addresses/{addressId}': { body: () => address },
  'DELETE /api/v2/io/companies/{companyId}/addresses/{addressId}': {},
}
