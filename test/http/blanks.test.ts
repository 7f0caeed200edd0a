import { expect } from 'vitest'
import { aCompany, aConvertibleGroup } from '../builders.ts'
import { invalid } from '../control/replies.ts'
import { test } from '../harness.ts'
import { valueError } from '../v2/replies.ts'
import { acme, refused } from '../v3/company-replies.ts'
import { parameterError } from '../v3/replies.ts'

const BLANK = ' \t\n\u00a0\u2003'
const v3 = '/api/v3/io'
const control = '/api/control/v1'
const ann = { firstName: 'Ann', lastName: 'Lee', email: 'ann@acme.example' }
const home = { ...ann, addressLine1: '1 Main Street', city: 'Austin', companyId: 1 }
const blankField = (field: string) => parameterError({ [field]: ['This field may not be blank.'] })
const blankV2 = (field: string) => valueError({ [field]: 'This field may not be blank.' })
const blankControl = (field: string) => invalid({ [field]: 'Must not be empty.' })

test.for([
  ['POST', `${v3}/companies`, { ...acme, companyName: BLANK }, refused('The company name is required.')],
  ['POST', `${v3}/companies`, { ...acme, country: BLANK }, refused('The country is required.')],
  ['POST', `${v3}/companies`, { ...acme, adminLastName: BLANK }, refused('The admin last name is required.')],
  ['PUT', `${v3}/companies/1`, { companyName: BLANK }, refused('The company name is required.')],
  ['POST', `${v3}/companies/roles`, { name: BLANK, permissions: [] }, refused('The name is required.')],
  [
    'POST',
    `${v3}/companies/permissions`,
    { name: 'Fly', code: BLANK, description: BLANK },
    refused('The code is required.'),
  ],
  ['POST', `${v3}/users`, { ...ann, firstName: BLANK, companyId: 1, role: 0 }, blankField('firstName')],
  ['PUT', `${v3}/users/1`, { lastName: BLANK }, blankField('lastName')],
  ['POST', `${v3}/super-admins`, { ...ann, lastName: BLANK }, blankField('lastName')],
  ['POST', `${v3}/addresses`, { ...home, countryCode: 'US', city: BLANK }, blankField('city')],
  ['POST', '/api/v2/io/companies/1/users', { ...ann, firstName: BLANK, phone: '' }, blankV2('firstName')],
  ['PUT', '/api/v2/io/companies/1/basic-info', { companyName: BLANK }, blankV2('companyName')],
  ['POST', `${control}/tokens`, { name: BLANK, scopes: ['b2b'] }, blankControl('name')],
  ['POST', `${control}/system-roles`, { name: BLANK, salesStaff: true }, blankControl('name')],
  ['POST', `${control}/channels`, { channelId: 9, name: BLANK }, blankControl('name')],
  ['POST', `${control}/customer-groups`, { name: BLANK }, blankControl('name')],
  ['POST', `${control}/price-lists`, { name: BLANK }, blankControl('name')],
  ['POST', `${control}/customers`, { ...ann, firstName: BLANK }, blankControl('firstName')],
] as const)('a name of only blanks is refused: %s %s', async ([method, url, body, refusal], { app }) => {
  await app.arrange(async (writer) => [await aCompany(writer), await aConvertibleGroup(writer)])

  expect(await app.send(method, url, body)).toEqual(refusal)
  expect(await app.events()).toEqual([])
})
