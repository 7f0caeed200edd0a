import fc from 'fast-check'
import { expect } from 'vitest'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import { aCompany, aSalesPerson, aSuperAdmin, aUser } from '../builders.ts'
import { BULK } from '../control/bulk-lines.ts'
import { fromDemo } from '../credentials.ts'
import { type App, test } from '../harness.ts'
import { type DescribedOperation, type Method, operationsOf } from './described.ts'
import { envelopesOf } from './envelopes.ts'
import { json } from './raw.ts'
import { requestsFor } from './requests.ts'

const RUNS_EACH = 30

/** The rows that ids from 0 to 8 lead to. */
function arrangeSomething(app: App) {
  return app.arrange(async (writer) => {
    const companies = [await aCompany(writer), await aCompany(writer, { name: 'Bolt' })]
    for (const [place, companyId] of companies.entries()) {
      await aUser(writer, companyId, { email: `user${place}@acme.example` })
      await aUser(writer, companyId, { email: `other${place}@acme.example` })
      const rep = await aSalesPerson(writer, `rep${place}@demo.example`)
      await changeAssignments(writer, rep, [{ companyId, assigned: true }])
    }
    await aSuperAdmin(writer)
  })
}

test('no request makes the server fail, and each is answered in its envelope', { timeout: 120_000 }, async ({
  app,
}) => {
  await arrangeSomething(app)
  // Bulk answers in lines and not in an envelope; it has a test of its own.
  const described = (await operationsOf(app)).filter(({ path }) => path !== BULK)
  expect(described.length).toBeGreaterThan(3)

  // Deletions run last, so that the others have something to find.
  for (const operation of described.toSorted(byDeletion)) {
    await fc.assert(
      fc.asyncProperty(requestsFor(operation), async ({ path, query, body }) => {
        expectAnswer(await send(app, operation.method, `${path}?${query}`, body), operation)
      }),
      { numRuns: RUNS_EACH },
    )
  }
})

function byDeletion(a: DescribedOperation, b: DescribedOperation): number {
  return Number(a.method === 'DELETE') - Number(b.method === 'DELETE')
}

async function send(app: App, method: Method, url: string, body: unknown) {
  const response = await app.server.inject({
    method,
    url,
    headers: { ...fromDemo, ...(body !== undefined && json) },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  })
  return { url, status: response.statusCode, text: response.body }
}

function expectAnswer(
  { url, status, text }: { url: string; status: number; text: string },
  { path }: DescribedOperation,
): void {
  expect(text).not.toMatch(/node_modules|\bat .*:\d+:\d+|SQLITE|syntax error/i)
  const body: unknown = status === 204 ? undefined : JSON.parse(text)
  if (isRefusedDeletion(status, body)) return
  expect(status, url).toBeLessThan(500)
  if (status === 404 && isUnknownPath(body)) return
  if (status !== 204) expect(envelopesOf(path, status), `${url} ${text}`).toContainEqual(body)
}

/** Unusual text in the path may make it an unknown path. */
function isUnknownPath(body: unknown): boolean {
  return JSON.stringify(body) === '{"code":404,"message":"Not Found"}'
}

/** The one reply of 500 that is a refusal: V2 keeps a company's only admin and its last user. */
function isRefusedDeletion(status: number, body: unknown): boolean {
  return (
    status === 500 &&
    /"errMsg":"The last (user|admin) in company can not be deleted\."/.test(JSON.stringify(body))
  )
}
