import { countEvents } from './data/fill.ts'
import type { Subject } from './subjects.ts'
import { added, headers, type WorkName } from './works.ts'

/** Counts the replies of each subject by work, to check afterwards that everything acknowledged was stored. */
export class Account {
  readonly #answered = new Map<Subject, Map<WorkName, number>>()

  note(subject: Subject, work: WorkName, calls: number): void {
    const works = this.#answered.get(subject) ?? new Map<WorkName, number>()
    works.set(work, (works.get(work) ?? 0) + calls)
    this.#answered.set(subject, works)
  }

  /** Every change leaves an event, and a total counts every user, so a write that was lost after its reply would show. */
  async settle(subject: Subject): Promise<void> {
    const { title, databaseUrl, server, amounts } = subject
    if (!databaseUrl) return
    const works = this.#answered.get(subject) ?? new Map<WorkName, number>()
    const puts = works.get('PUT assignment') ?? 0
    let users = 0
    for (const [work, each] of Object.entries(added)) users += (works.get(workOf(work)) ?? 0) * each
    const events = await countEvents(databaseUrl)
    const kept = (events.get('sales_staff.assigned') ?? 0) + (events.get('sales_staff.unassigned') ?? 0)
    assertSame(title, 'changes of assignments', puts, kept)
    assertSame(title, 'users created', users, events.get('user.created') ?? 0)
    assertSame(title, 'users in all', amounts.users + users, await totalUsers(server.port))
  }
}

async function totalUsers(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v3/io/users?limit=1`, { headers })
  return totalOf(await response.json())
}

function assertSame(title: string, what: string, answered: number, kept: number): void {
  if (answered !== kept)
    throw new Error(`${title}: ${answered} ${what} were answered, and ${kept} were kept.`)
}

/** Safe because `added` has no other keys. */
function workOf(name: string): WorkName {
  return name as WorkName
}

/** Safe because every list of the API has this shape. */
function totalOf(reply: unknown): number {
  return (reply as { meta: { pagination: { totalCount: number } } }).meta.pagination.totalCount
}
