import { type Comparison, type Figures, median } from './measure.ts'
import type { Startup } from './startup.ts'

const columns = ['requests/s', 'p50 ms', 'p99 ms', 'CPU µs/request', 'core busy']

/** Three lines for each work: Roster, its limit, and how they relate: the median of the rounds' own ratios. */
export function speedTable(comparisons: readonly Comparison[]): string {
  const rows = comparisons.flatMap(({ work, bytes, roster, limit }) => [
    [`${work} (${bytes} B)`, 'Roster', ...cells(roster)],
    ['', 'limit', ...cells(limit)],
    ['', '**ratio**', ...ratios(roster, limit), ''],
  ])
  return table(['work (size of the answer)', '', ...columns], rows)
}

/** Where it comes near the whole, it held the limit back. */
export function loadBusy(comparisons: readonly Comparison[]): string {
  return percent(Math.max(...comparisons.map(({ limit }) => median(limit.map(({ busy }) => busy)))))
}

interface Startups {
  first: Startup
  demo: Startup
  large: Startup
  afterMb: number
}

export function startupTable({ first, demo, large, afterMb }: Startups): string {
  const row = (name: string, { firstAnswerMs, cpuMs, idleMb }: Startup) => [
    name,
    `${amount(firstAnswerMs)} ms`,
    `${amount(cpuMs)} ms`,
    `${amount(idleMb)} MB`,
  ]
  return table(
    ['', 'start to first 200', 'CPU until then', 'memory, idle'],
    [
      row('`roster dev` with the demo, the very first', first),
      row('`roster dev` with the demo, later', demo),
      row('`roster serve` with the large store', large),
      ['the same after the load', '', '', `${amount(afterMb)} MB`],
    ],
  )
}

export function amount(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

function cells(rounds: readonly Figures[]): string[] {
  const of = (figure: keyof Figures) => median(rounds.map((round) => round[figure]))
  return [
    amount(of('perSecond')),
    of('p50Ms').toFixed(2),
    of('p99Ms').toFixed(2),
    of('cpuMicros').toFixed(1),
    percent(of('serverBusy')),
  ]
}

function ratios(roster: readonly Figures[], limit: readonly Figures[]): string[] {
  const figures = ['perSecond', 'p50Ms', 'p99Ms', 'cpuMicros'] as const
  return figures.map((figure) => {
    const each = roster.map((round, index) => round[figure] / (limit[index]?.[figure] ?? Number.NaN))
    return median(each).toFixed(2)
  })
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
