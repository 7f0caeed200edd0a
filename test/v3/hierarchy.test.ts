import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'

const parameterError = (text: string) => ({
  status: 400,
  body: { status: 400, title: 'Parameter Error.', errors: { 1: text } },
})
const notFound = {
  status: 404,
  body: { status: 404, title: 'Not Found.', errors: { 1: 'The company does not exist.' } },
}

/** A chain of companies, each the parent of the next. Returns their ids. */
async function aLine(app: App, layers: number, name = 'Line'): Promise<number[]> {
  return app.arrange(async (writer) => {
    const ids: number[] = []
    for (let layer = 1; layer <= layers; layer += 1) {
      ids.push(await aCompany(writer, { name: `${name} ${layer}`, parentId: ids.at(-1) }))
    }
    return ids
  })
}

const attach = (app: App, companyId: number, parentCompanyId: unknown, headers?: Record<string, string>) =>
  app.send('POST', `/api/v3/io/companies/${companyId}/parent`, { parentCompanyId }, headers)

test('a company gets a parent, and both show it', async ({ app }) => {
  const [top = 0] = await aLine(app, 1, 'Top')
  const [middle = 0, bottom = 0] = await aLine(app, 2, 'Sub')

  const reply = await attach(app, middle, top)

  expect(reply).toEqual({ status: 201, body: { data: [], meta: { message: 'SUCCESS' } } })
  expect(await app.events()).toEqual([{ event: 'company.parent_changed', companyId: middle, parentId: top }])
  const bottomNode = { companyId: bottom, companyName: 'Sub 2', companyStatus: 1, subsidiaries: [] }
  const middleNode = { companyId: middle, companyName: 'Sub 1', companyStatus: 1, subsidiaries: [bottomNode] }
  const pagination = { totalCount: 1, limit: 10, offset: 0 }
  expect(await app.send('GET', `/api/v3/io/companies/${top}/subsidiaries`)).toEqual({
    status: 200,
    body: { data: [middleNode], meta: { message: 'SUCCESS', pagination } },
  })
  expect(await app.send('GET', `/api/v3/io/companies/${bottom}/hierarchy`)).toEqual({
    status: 200,
    body: {
      data: [{ companyId: top, companyName: 'Top 1', companyStatus: 1, subsidiaries: [middleNode] }],
      meta: { message: 'SUCCESS', pagination },
    },
  })
})

test('setting the same parent again is accepted and changes nothing', async ({ app }) => {
  const [top = 0, bottom = 0] = await aLine(app, 2)

  const reply = await attach(app, bottom, top)

  expect(reply.status).toBe(201)
  expect(await app.events()).toEqual([])
})

test('the company itself and the companies below it are refused as parents', async ({ app }) => {
  const [top = 0, , bottom = 0] = await aLine(app, 3)
  const loop = parameterError('The parent company is the company itself or one of its subsidiaries.')

  expect(await attach(app, top, bottom)).toEqual(loop)
  expect(await attach(app, top, top)).toEqual(loop)
  expect(await app.events()).toEqual([])
})

test('five layers are accepted and a sixth is refused', async ({ app }) => {
  const [, , third = 0] = await aLine(app, 3, 'Upper')
  const [two = 0] = await aLine(app, 2, 'Two')
  const [three = 0] = await aLine(app, 3, 'Three')

  expect((await attach(app, two, third)).status).toBe(201)
  expect(await attach(app, three, third)).toEqual(
    parameterError('The parent company has reached the maximum layer.'),
  )
})

test('five hundred companies are accepted and one more is refused', async ({ app }) => {
  const { top, last, extra } = await app.arrange(async (writer) => {
    const top = await aCompany(writer)
    for (let count = 2; count < 500; count += 1) await aCompany(writer, { parentId: top })
    return { top, last: await aCompany(writer), extra: await aCompany(writer) }
  })

  expect((await attach(app, last, top)).status).toBe(201)
  expect(await attach(app, extra, top)).toEqual(
    parameterError('The hierarchy has reached the maximum number of companies.'),
  )
  const whole = await app.send('GET', `/api/v3/io/companies/${last}/hierarchy`)
  expect(whole.body.data[0].subsidiaries).toHaveLength(499)
})

test('subsidiaries are listed by page, with their number', async ({ app }) => {
  const { top, ids } = await app.arrange(async (writer) => {
    const top = await aCompany(writer)
    const ids = []
    for (let count = 0; count < 5; count += 1) ids.push(await aCompany(writer, { parentId: top }))
    return { top, ids }
  })

  const { body } = await app.send('GET', `/api/v3/io/companies/${top}/subsidiaries?limit=2&offset=3`)

  expect(body.data.map(({ companyId }: { companyId: number }) => companyId)).toEqual(ids.slice(3))
  expect(body.meta.pagination).toEqual({ totalCount: 5, limit: 2, offset: 3 })
})

test('a removed subsidiary keeps its own tree', async ({ app }) => {
  const [top = 0, middle = 0, bottom = 0] = await aLine(app, 3)

  const response = await app.server.inject({
    method: 'DELETE',
    url: `/api/v3/io/companies/${top}/subsidiaries/${middle}`,
    headers: { 'X-Auth-Token': 'demo-token', 'X-Store-Hash': 'demo1234' },
  })

  expect({ status: response.statusCode, body: response.body }).toEqual({ status: 204, body: '' })
  expect(await app.events()).toEqual([{ event: 'company.parent_changed', companyId: middle, parentId: null }])
  const { body } = await app.send('GET', `/api/v3/io/companies/${bottom}/hierarchy`)
  expect(body.data[0].companyId).toBe(middle)
})

test('only a direct subsidiary can be removed', async ({ app }) => {
  const [top = 0, , bottom = 0] = await aLine(app, 3)

  const reply = await app.send('DELETE', `/api/v3/io/companies/${top}/subsidiaries/${bottom}`)

  expect(reply).toEqual(parameterError('The company is not a subsidiary of this company.'))
  expect(await app.events()).toEqual([])
})

test('companies that do not exist or belong to another store are not found', async ({ app }) => {
  const [top = 0] = await aLine(app, 1)
  const foreign = await app.arrange((writer) => aCompany(writer), 'other567')

  expect(await attach(app, 999_999, top)).toEqual(notFound)
  expect(await attach(app, top, foreign)).toEqual(notFound)
  expect(await attach(app, top, foreign, fromOtherStore)).toEqual(notFound)
  expect(await app.send('GET', `/api/v3/io/companies/${foreign}/hierarchy`)).toEqual(notFound)
  expect(await app.send('GET', `/api/v3/io/companies/${foreign}/subsidiaries`)).toEqual(notFound)
  expect(await app.send('DELETE', `/api/v3/io/companies/${foreign}/subsidiaries/${top}`)).toEqual(notFound)
  expect(await app.send('DELETE', `/api/v3/io/companies/${top}/subsidiaries/${foreign}`)).toEqual(notFound)
  expect(await app.events()).toEqual([])
})

test('an unreadable value is refused by name, in the envelope of the hierarchy', async ({ app }) => {
  const [top = 0] = await aLine(app, 1)

  expect(await attach(app, top, 'x')).toEqual(parameterError('parentCompanyId: A valid integer is required.'))
  expect(await attach(app, top, undefined)).toEqual(parameterError('parentCompanyId: This field is required'))
  expect((await app.send('GET', `/api/v3/io/companies/${top}/hierarchy?limit=-1`)).body.errors).toEqual({
    1: 'limit: Ensure this value is greater than or equal to 1.',
  })
  expect((await attach(app, top, top, fromReader)).status).toBe(403)
})

test('when two callers put two companies under each other, one is refused', async ({ app }) => {
  const [a = 0] = await aLine(app, 1, 'A')
  const [b = 0] = await aLine(app, 1, 'B')

  const replies = await Promise.all([attach(app, a, b), attach(app, b, a)])

  expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 400])
  expect(await app.events()).toHaveLength(1)
})
