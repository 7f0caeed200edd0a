import type { Comparison, Row } from './compare.ts'
import { type Figures, median } from './measure.ts'
import { amount, decimals, percent, table } from './table.ts'

/** The figures of each subject next to the limit, for the comparisons with that number of connections. */
export function speedTable(comparisons: readonly Comparison[]): string {
  const header = [
    'work (size of the answer)',
    '',
    'requests/s',
    'of the limit',
    'p50 ms',
    'p99 ms',
    'CPU µs',
    'of the limit, by CPU',
    'database CPU µs',
    'core busy',
  ]
  const rows = comparisons.flatMap(({ work, bytes, limit, subjects }) =>
    [limit, ...subjects].map((row, place) => [
      place === 0 ? `${work} (${amount(bytes)} B)` : '',
      row.title,
      ...cells(row, limit),
    ]),
  )
  return table(header, rows)
}

/** How much longer each work takes than "get one" on the same subject, with one client that waits for each reply. */
export function besideGetOne(comparisons: readonly Comparison[]): string {
  const own = comparisons.find(({ work }) => work === 'get one')
  if (!own) return ''
  const titles = own.subjects.filter(({ ofRoster }) => ofRoster).map(({ title }) => title)
  const rows = comparisons.map(({ work, subjects }) => [
    work,
    ...titles.flatMap((title) => {
      const row = subjects.find((each) => each.title === title)
      const yardstick = own.subjects.find((each) => each.title === title)
      return row && yardstick
        ? [decimals(medianOf(row, 'p50Ms')), decimals(medianOf(row, 'p50Ms') / medianOf(yardstick, 'p50Ms'))]
        : ['', '']
    }),
  ])
  return table(['work', ...titles.flatMap((title) => [`${title}, p50 ms`, '× get one'])], rows)
}

/** How much longer each work takes with more data: each subject next to the same one with the normal amount. */
export function growthTable(comparisons: readonly Comparison[], times: number): string {
  const titles = comparisons[0]?.subjects.map(({ title }) => title) ?? []
  const rows = comparisons.map(({ work, subjects }) => [
    work,
    ...subjects.flatMap((row, place) => {
      const normal = subjects[place - 1]
      return place % 2 === 0 || !normal
        ? []
        : [
            decimals(medianOf(normal, 'p50Ms')),
            decimals(medianOf(row, 'p50Ms')),
            decimals(medianOf(row, 'p50Ms') / medianOf(normal, 'p50Ms')),
            decimals(medianOf(row, 'cpuMicros') / medianOf(normal, 'cpuMicros')),
          ]
    }),
  ])
  const columns = titles.flatMap((title, place) =>
    place % 2 === 0 ? [`${title}, p50 ms`] : [`${times} times the data`, 'grows', 'CPU grows'],
  )
  return table(['work', ...columns], rows)
}

/** Near 1 the load generator was the bottleneck of the limit. */
export function loadBusy(comparisons: readonly Comparison[]): string {
  return percent(Math.max(...comparisons.map(({ limit }) => medianOf(limit, 'busy'))))
}

/** The median of the rounds. */
export function medianOf({ rounds }: Row, figure: keyof Figures): number {
  return median(rounds.map((round) => round[figure]))
}

function cells(row: Row, limit: Row): string[] {
  // A ratio is the median of the ratios per round, because each round measures both under the same conditions.
  const ratio = (figure: (round: Figures, yardstick: Figures) => number) =>
    median(
      row.rounds.flatMap((round, nth) => limit.rounds.slice(nth, nth + 1).map((own) => figure(round, own))),
    )
  const database = medianOf(row, 'databaseMicros')
  return [
    amount(medianOf(row, 'perSecond')),
    row === limit ? '' : ratio((round, own) => round.perSecond / own.perSecond).toFixed(2),
    decimals(medianOf(row, 'p50Ms')),
    decimals(medianOf(row, 'p99Ms')),
    amount(medianOf(row, 'cpuMicros')),
    row === limit ? '' : ratio((round, own) => own.cpuMicros / round.cpuMicros).toFixed(2),
    database > 0 ? amount(database) : '',
    percent(medianOf(row, 'serverBusy')),
  ]
}
