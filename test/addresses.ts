import { aCompany, anAddress } from './builders.ts'
import type { App } from './harness.ts'

/** Every address of both stores, as the database has it. */
export const addressRows = ({ database: { db } }: App) =>
  db.selectFrom('address').selectAll().orderBy('id').execute()

export const aCompanyWithAddress = (app: App) =>
  app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    return { companyId, addressId: await anAddress(writer, companyId) }
  })
