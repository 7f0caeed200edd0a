import fc from 'fast-check'
import { expect } from 'vitest'
import { predefinedPermissions } from '../../src/domain/predefined-permissions.ts'
import { aPermission, aRole } from '../builders.ts'
import { type App, test } from '../harness.ts'
import { parameterError } from './replies.ts'
import { refused, rolesUrl, roleUrl, rowsOf } from './role-replies.ts'

const LEVELS = [1, 2, 3] as const

/** The levels that each code accepts, from the vendor's list. */
const accepted: [levels: number[], codes: string][] = [
  [
    [2, 3],
    `get_addresses get_address_detail get_default_shipping get_default_billing create_address update_address
    delete_address get_invoices get_invoice_detail export_invoices get_invoice_pdf get_invoice_payments_history
    pay_invoice get_users get_user_detail create_user update_user delete_user get_roles purchase_enable
    approve_draft_shopping_list`,
  ],
  [
    [1, 2, 3],
    `get_orders get_order_detail get_quotes get_quote_detail update_quote_message checkout_with_quote get_quote_pdf
    get_shopping_lists get_shopping_list_detail create_shopping_list deplicate_shopping_list update_shopping_list
    delete_shopping_list create_shopping_list_item update_shopping_list_item delete_shopping_list_item`,
  ],
  [[1, 3], 'create_quote submit_shopping_list_for_approval'],
  [[3], 'get_company_subsidiaries'],
]

const permissionsOf = async (app: App, roleId: number) => {
  const { data } = (await app.send('GET', roleUrl(roleId))).body
  return data.permissions.map(({ code, permissionLevel }: Granted) => ({ code, permissionLevel }))
}

interface Granted {
  code: string
  permissionLevel: number
}

const granting = (permissions: unknown) => ({ name: 'Approver', permissions })

test('a code accepts only its own levels', async ({ app }) => {
  const id = await app.arrange((writer) => aRole(writer))
  const cases = accepted.flatMap(([levels, codes]) =>
    codes
      .split(/\s+/)
      .flatMap((code) => LEVELS.map((level) => ({ code, level, ok: levels.includes(level) }))),
  )

  expect(cases).toHaveLength(40 * LEVELS.length)
  for (const { code, level, ok } of cases) {
    const reply = await app.send('PUT', roleUrl(id), granting([{ code, permissionLevel: level }]))
    if (ok) expect(reply.body.data.permissions).toMatchObject([{ code, permissionLevel: level }])
    else expect(reply).toEqual(refused(`The permission ${code} does not accept level ${level}.`))
  }
})

test('a custom permission accepts every level', async ({ app }) => {
  const id = await app.arrange(async (writer) => {
    await aPermission(writer)
    return aRole(writer)
  })

  for (const permissionLevel of LEVELS) {
    const permissions = [{ code: 'read_reports', permissionLevel }]
    expect((await app.send('PUT', roleUrl(id), granting(permissions))).status).toBe(200)
    expect(await permissionsOf(app, id)).toEqual(permissions)
  }
})

test('a role has the permissions it was given last, whatever it had before', async ({ app }) => {
  const id = await app.arrange((writer) => aRole(writer))
  const set = fc.uniqueArray(
    fc
      .constantFrom(...predefinedPermissions)
      .chain(({ code, levels }) =>
        fc.record({ code: fc.constant(code), permissionLevel: fc.constantFrom(...levels) }),
      ),
    { selector: ({ code }) => code },
  )
  const place = new Map(predefinedPermissions.map(({ code }, index) => [code, index]))

  await fc.assert(
    fc.asyncProperty(set, async (permissions) => {
      const reply = await app.send('PUT', roleUrl(id), granting(permissions))
      expect(reply.status).toBe(200)
      expect(await permissionsOf(app, id)).toEqual(
        permissions.toSorted((a, b) => (place.get(a.code) ?? 0) - (place.get(b.code) ?? 0)),
      )
    }),
    { numRuns: 40 },
  )
})

test('one refused permission refuses all', async ({ app }) => {
  const foreign = { name: 'Theirs', code: 'theirs', description: '' }
  await app.arrange((writer) => aPermission(writer, foreign), 'other567')
  const id = await app.arrange((writer) => aRole(writer, { permissions: [{ code: 'get_users', level: 2 }] }))
  const before = await rowsOf(app)
  const good = { code: 'get_orders', permissionLevel: 1 }
  const attempts: [unknown[], string][] = [
    [[good, { code: 'no_such', permissionLevel: 1 }], 'The permission no_such does not exist.'],
    [[good, { code: 'GET_QUOTES', permissionLevel: 1 }], 'The permission GET_QUOTES does not exist.'],
    [[good, { code: 'theirs', permissionLevel: 1 }], 'The permission theirs does not exist.'],
    [[good, { code: 'get_users', permissionLevel: 1 }], 'The permission get_users does not accept level 1.'],
    [[good, good], 'The permission get_orders is given twice.'],
    [[good, { ...good, permissionLevel: 3 }], 'The permission get_orders is given twice.'],
  ]

  for (const [permissions, message] of attempts) {
    expect(await app.send('POST', rolesUrl, { name: 'Other', permissions })).toEqual(refused(message))
    expect(await app.send('PUT', roleUrl(id), granting(permissions))).toEqual(refused(message))
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('missing or unreadable fields are refused by name', async ({ app }) => {
  const id = await app.arrange((writer) => aRole(writer))
  const before = await rowsOf(app)
  const attempts: [unknown, string][] = [
    [{ permissions: [] }, 'The name is required.'],
    [{ name: '', permissions: [] }, 'The name is required.'],
    [{ name: null, permissions: [] }, 'The name may not be null.'],
    [
      { name: 'n'.repeat(201), permissions: [] },
      'The name is not valid: Ensure this field has no more than 200 characters.',
    ],
    [{ name: 'Other' }, 'The permissions is required.'],
    [{ name: 'Other', permissions: null }, 'The permissions may not be null.'],
    [
      { name: 'Other', permissions: ['get_orders'] },
      'The permissions is not valid: Invalid data. Expected a dictionary.',
    ],
    [{ name: 'Other', permissions: [{ permissionLevel: 1 }] }, 'The code is required.'],
    [{ name: 'Other', permissions: [{ code: 'get_orders' }] }, 'The permission level is required.'],
    [
      { name: 'Other', permissions: [{ code: 'get_orders', permissionLevel: '1' }] },
      'The permission level is not valid: A valid integer is required.',
    ],
  ]

  for (const [attempt, message] of attempts) {
    expect(await app.send('POST', rolesUrl, attempt)).toEqual(refused(message))
    expect(await app.send('PUT', roleUrl(id), attempt)).toEqual(refused(message))
  }
  for (const permissionLevel of [0, 4, -1, 1.5, 10 ** 18]) {
    const reply = await app.send('POST', rolesUrl, {
      name: 'Other',
      permissions: [{ code: 'get_orders', permissionLevel }],
    })
    expect(reply).toEqual(refused(expect.stringMatching(/^The permission level is not valid: /)))
  }
  const notObject = parameterError('Invalid data. Expected an object.')
  expect(await app.send('POST', rolesUrl, [])).toEqual(notObject)
  expect(await app.send('PUT', roleUrl(id), [])).toEqual(notObject)
  const unreadable = refused('The role id is not valid: A valid integer is required.')
  for (const method of ['GET', 'PUT', 'DELETE'] as const) {
    const sent = method === 'PUT' ? granting([]) : undefined
    expect(await app.send(method, roleUrl('first'), sent)).toEqual(unreadable)
  }
  expect(await rowsOf(app)).toEqual(before)
})

test('a role of a seed also has to use accepted levels', async ({ app }) => {
  const creation = app.arrange((writer) => aRole(writer, { permissions: [{ code: 'get_users', level: 1 }] }))

  await expect(creation).rejects.toMatchObject({
    refusal: { code: 'permission_level_refused', permission: 'get_users', level: 1 },
  })
})

test('a role takes more permissions than fit in one statement', async ({ app }) => {
  const codes = Array.from({ length: 9000 }, (_, nth) => `custom_${nth}`)
  const id = await app.arrange(async (writer) => {
    for (let start = 0; start < codes.length; start += 1000) {
      const values = codes.slice(start, start + 1000).map((code) => ({
        store_id: writer.storeId,
        ...{ code, name: code, name_key: code, description: '', module_name: '', is_predefined: 0 },
      }))
      await writer.db.insertInto('permission').values(values).execute()
    }
    return aRole(writer)
  })

  const reply = await app.send(
    'PUT',
    roleUrl(id),
    granting(codes.map((code) => ({ code, permissionLevel: 1 }))),
  )

  expect(reply.status).toBe(200)
  expect(reply.body.data.permissions).toHaveLength(9000)
})
