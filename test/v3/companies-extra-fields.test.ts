import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { type App, test } from '../harness.ts'
import { aField, companiesUrl, companyUrl, item, list, shownField } from './company-replies.ts'
import { success } from './replies.ts'

/** The ids of the companies that have all of `fields`, each written `name:value`. */
async function matching(app: App, fields: string[], more = ''): Promise<number[]> {
  const query = fields.map((text) => `extraFields=${encodeURIComponent(text)}`).join('&')
  const { body } = await app.send('GET', `${companiesUrl}?${query}${more}`)
  return body.data.map(({ companyId }: { companyId: number }) => companyId)
}

const exact = '&extraFieldFilterType=exact-match'

/** Companies with these values of the fields Region and Terms. Returns their ids. */
function arrange(app: App, ...values: { Region?: string; Terms?: string }[]): Promise<number[]> {
  return app.arrange(async (writer) => {
    await aField(writer)
    await aField(writer, { fieldName: 'Terms' })
    const ids = []
    for (const given of values) {
      const extraFields = Object.entries(given).map(([fieldName, fieldValue]) => ({ fieldName, fieldValue }))
      ids.push(await aCompany(writer, { extraFields }))
    }
    return ids
  })
}

test('a search finds part of the value in any case, and only in the named field', async ({ app }) => {
  const [north, south, other] = await arrange(
    app,
    { Region: 'North Élan' },
    { Region: 'South' },
    { Terms: 'North' },
  )

  expect(await matching(app, ['Region:NORTH'])).toEqual([north])
  expect(await matching(app, ['Region:élan'], '&extraFieldFilterType=search')).toEqual([north])
  expect(await matching(app, ['Region:th'])).toEqual([south, north])
  expect(await matching(app, ['Terms:n'])).toEqual([other])
  expect(await matching(app, ['region:North'])).toEqual([])
  expect(await matching(app, ['Unknown:North'])).toEqual([])
})

test('an exact match compares the whole value, including its case', async ({ app }) => {
  const [north] = await arrange(app, { Region: 'North' }, { Region: 'North East' }, { Terms: 'North' })

  expect(await matching(app, ['Region:North'], exact)).toEqual([north])
  expect(await matching(app, ['Region:north'], exact)).toEqual([])
})

test('all the named fields must match', async ({ app }) => {
  const [both] = await arrange(
    app,
    { Region: 'North', Terms: '30 days' },
    { Region: 'North' },
    { Terms: '30 days' },
  )

  expect(await matching(app, ['Region:nor', 'Terms:30'])).toEqual([both])
  expect(await matching(app, ['Region:North', 'Terms:30 days'], exact)).toEqual([both])
  expect(await matching(app, ['Region:nor', 'Region:east'])).toEqual([])
})

test.for(['a, b', 'at 12:30', ':', ',', 'x:y,z:w', '100%_\\', '\nline', ' ', '"quoted"', '😀'])(
  'a value may contain separators and special characters: %j',
  async (value, { app }) => {
    const [one] = await arrange(app, { Region: value }, { Region: 'plain' }, { Terms: value })

    expect(await matching(app, [`Region:${value}`])).toEqual([one])
    expect(await matching(app, [`Region:${value}`], exact)).toEqual([one])
  },
)

test('a search has a total and pages, and combines with other filters', async ({ app }) => {
  const [one, two, three] = await arrange(app, { Region: 'North' }, { Region: 'North' }, { Region: 'North' })
  await app.send('PUT', `${companyUrl(two ?? 0)}/status`, { companyStatus: 2 })
  const page = `${companiesUrl}?extraFields=Region:north&limit=1&companyStatus=1`

  expect(await app.send('GET', page)).toEqual(list([item(three ?? 0)], { totalCount: 2, limit: 1 }))
  expect(await app.send('GET', `${page}&offset=1&isIncludeExtraFields=1`)).toEqual(
    list([{ ...item(one ?? 0), extraFields: [shownField('North')] }], { totalCount: 2, limit: 1, offset: 1 }),
  )
})

test('a company shows the type of each field that has a value, in the order they were defined', async ({
  app,
}) => {
  const companyId = await app.arrange(async (writer) => {
    await aField(writer, { fieldName: 'Note', fieldType: 1 })
    await aField(writer, { fieldName: 'Unset' })
    await aField(writer, { fieldName: 'Seats', fieldType: 2, isRequired: true })
    await aField(writer, { fieldName: 'Tier', fieldType: 3, listOfValue: ['A', 'B'] })
    return aCompany(writer, {
      extraFields: [
        { fieldName: 'Tier', fieldValue: 'B' },
        { fieldName: 'Seats', fieldValue: '12' },
        { fieldName: 'Note', fieldValue: 'one\ntwo' },
      ],
    })
  })
  const kind = (fieldType: number) => ({ dataType: String(fieldType), fieldType })

  const { body } = await app.send('GET', companyUrl(companyId))

  expect(success(body.data)).toEqual({ status: 200, body })
  expect(body.data.extraFields).toEqual([
    { ...shownField('one\ntwo', 'Note'), ...kind(1) },
    { ...shownField('12', 'Seats'), ...kind(2), isRequired: '1' },
    { ...shownField('B', 'Tier'), ...kind(3) },
  ])
})
