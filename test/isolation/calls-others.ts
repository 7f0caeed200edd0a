import { type Calls, person } from './calls.ts'
import { PASSWORD } from './everything.ts'

export const auth: Calls = {
  'POST /api/io/auth/backend': {
    body: ({ storeHash, loginEmail }) => ({ storeHash, email: loginEmail, password: PASSWORD, name: 'ERP' }),
  },
  'DELETE /api/io/auth/backend': { body: ({ tokenId }) => ({ id: tokenId }) },
  'GET /api/io/backend/tokens': {},
  'POST /api/io/auth/customers': {
    body: ({ storeHash, email, channelId }) => ({
      storeHash,
      email,
      password: PASSWORD,
      channelId,
      name: '',
    }),
  },
  'POST /api/io/auth/customers/storefront': {
    body: ({ customerId, channelId }) => ({ customerId, channelId }),
  },
  'GET /api/io/auth/storefront': {},
}

export const hooks: Calls = {
  'POST /stores/{storeHash}/v3/hooks': { body: aHook },
  'GET /stores/{storeHash}/v3/hooks': {},
  'GET /stores/{storeHash}/v3/hooks/{webhookId}': {},
  'PUT /stores/{storeHash}/v3/hooks/{webhookId}': { body: aHook },
  'DELETE /stores/{storeHash}/v3/hooks/{webhookId}': {},
}

export const control: Calls = {
  'GET /api/control/v1/settings': {},
  'PUT /api/control/v1/settings': { body: () => ({ protectLastAdmin: true }) },
  'POST /api/control/v1/tokens': { body: () => ({ name: 'ERP', scopes: ['b2b'] }) },
  'GET /api/control/v1/tokens': {},
  'DELETE /api/control/v1/tokens/{tokenId}': {},
  'POST /api/control/v1/system-roles': { body: (_, nth) => ({ name: `Role ${nth}`, salesStaff: true }) },
  'GET /api/control/v1/system-roles': {},
  'PUT /api/control/v1/system-roles/{systemRoleId}': { body: (_, nth) => ({ name: `Role ${nth}` }) },
  'POST /api/control/v1/system-users': {
    body: ({ newLoginEmail, systemRoleId }) => ({ email: newLoginEmail, name: 'Pat', systemRoleId }),
  },
  'GET /api/control/v1/system-users': {},
  'GET /api/control/v1/system-users/{systemUserId}': {},
  'PUT /api/control/v1/system-users/{systemUserId}': {
    body: ({ newLoginEmail, systemRoleId }) => ({ email: newLoginEmail, name: 'Renamed', systemRoleId }),
  },
  'DELETE /api/control/v1/system-users/{systemUserId}': {},
  'POST /api/control/v1/channels': {
    body: (_, nth) => ({ channelId: 500 + nth, name: 'Fresh channel', isDefault: true }),
    free: ['channelId'],
  },
  'GET /api/control/v1/channels': {},
  'GET /api/control/v1/channels/{channelId}': {},
  'PUT /api/control/v1/channels/{channelId}': { body: () => ({ name: 'Renamed', isDefault: true }) },
  'POST /api/control/v1/customer-groups': {
    body: ({ priceListId }, nth) => ({ name: `Group ${nth}`, priceListId }),
  },
  'GET /api/control/v1/customer-groups': {},
  'PUT /api/control/v1/customer-groups/{customerGroupId}': {
    body: ({ priceListId }, nth) => ({ name: `Group ${nth}`, priceListId }),
  },
  'DELETE /api/control/v1/customer-groups/{customerGroupId}': {},
  'POST /api/control/v1/price-lists': { body: () => ({ name: 'Fresh prices' }) },
  'GET /api/control/v1/price-lists': {},
  'PUT /api/control/v1/price-lists/{priceListId}': { body: () => ({ name: 'Renamed' }) },
  'DELETE /api/control/v1/price-lists/{priceListId}': {},
  'POST /api/control/v1/customers': {
    body: (ids, nth) => ({ ...person(ids, nth), customerGroupId: ids.customerGroupId }),
  },
  'GET /api/control/v1/customers': {},
  'GET /api/control/v1/customers/{customerId}': {},
  'PUT /api/control/v1/customers/{customerId}': {
    body: ({ customerGroupId }) => ({ firstName: 'Renamed', customerGroupId }),
  },
  'POST /api/control/v1/customers/{customerId}/jwt': {},
  'POST /api/control/v1/extra-fields': {
    body: (_, nth) => ({ subject: 'company', fieldName: `Field ${nth}`, labelName: 'Field', fieldType: 0 }),
  },
  'GET /api/control/v1/extra-fields': {},
  'PUT /api/control/v1/extra-fields/{extraFieldId}': { body: () => ({ labelName: 'Renamed' }) },
  'DELETE /api/control/v1/extra-fields/{extraFieldId}': {},
  'DELETE /api/control/v1/super-admins/{superAdminId}': {},
  'GET /api/control/v1/webhooks': {},
  'GET /api/control/v1/webhooks/{webhookId}/deliveries': {},
  'POST /api/control/v1/webhooks/{webhookId}/deliveries/{deliveryId}/resend': {},
  'POST /api/control/v1/webhooks/{webhookId}/resend': { body: () => ({ since: 0 }) },
  'POST /api/control/v1/webhooks/{webhookId}/test': {},
  'POST /api/control/v1/webhooks/secret': {},
  'GET /api/control/v1/access/explain': {},
  'GET /api/control/v1/companies/{companyId}/access': {},
  'GET /api/control/v1/sales-staff/{salesStaffId}/assignments': {},
  'GET /api/control/v1/events': {},
  'POST /api/control/v1/bulk': {
    line: ({ salesStaffId, companyId }) => ({ op: 'unassign', salesStaffId, companyId }),
  },
  'POST /api/control/v1/sales-staff/{salesStaffId}/handover': {
    body: ({ toSalesStaffId, companyId, secondCompanyId }) => ({
      toSalesStaffId,
      companyIds: [companyId, secondCompanyId],
    }),
  },
}

function aHook(_: object, nth: number) {
  return { scope: 'store/superadmin/*', destination: `https://hooks.example/${nth}`, is_active: true }
}
