import { aCompany, aUser } from './builders.ts'
import type { App } from './harness.ts'

/** The statuses of the replies, sorted, because any of the callers may win. */
export const statusesOf = (replies: { status: number }[]) => replies.map(({ status }) => status).toSorted()

export function aCompanyWithTwoAdmins(app: App, round: number) {
  return app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    return {
      companyId,
      a: await aUser(writer, companyId, { email: `a${round}@acme.example` }),
      b: await aUser(writer, companyId, { email: `b${round}@acme.example` }),
    }
  })
}
