import type { Seed } from '../src/cli/seeding/shape.ts'

/** What every test starts with: two stores with tokens and settings, and no people. */
export const baseSeed: Seed = {
  stores: [
    {
      storeHash: 'demo1234',
      name: 'Demo',
      password: 'demo-password',
      tokens: [
        { name: 'Everything', value: 'demo-token', scopes: ['b2b', 'control'] },
        { name: 'Reads', value: 'demo-read-token', scopes: ['b2b_read_only'] },
      ],
      channels: [
        { channelId: 1, name: 'Demo storefront', site: 'https://demo.example', isDefault: true },
        { channelId: 2, name: 'Demo wholesale', site: 'https://wholesale.demo.example' },
      ],
      roles: [{ name: 'Buyer with approval', permissions: [{ code: 'get_orders', level: 1 }] }],
      extraFields: [
        {
          subject: 'user',
          fieldName: 'Cost centre',
          labelName: 'Cost centre',
          type: 'text',
          maximumLength: 20,
        },
        { subject: 'user', fieldName: 'Limit', labelName: 'Limit', type: 'number', maximumValue: 1000 },
        { subject: 'user', fieldName: 'Badge', labelName: 'Badge', type: 'text', isUnique: true },
        {
          subject: 'user',
          fieldName: 'Team',
          labelName: 'Team',
          type: 'dropdown',
          listOfValue: ['red', 'blue'],
        },
      ],
      systemRoles: [{ name: 'Regional Manager', salesStaff: true }],
      systemUsers: [
        { email: 'owner@demo.example', name: 'Olivia Owner', role: 'Store Owner' },
        { email: 'admin@demo.example', name: 'Adam Admin', role: 'Administrator' },
      ],
    },
    {
      storeHash: 'other567',
      name: 'Other',
      tokens: [{ name: 'Everything', value: 'other-token', scopes: ['b2b', 'control'] }],
      channels: [{ channelId: 1, name: 'Other storefront', site: 'https://other.example', isDefault: true }],
    },
  ],
}
