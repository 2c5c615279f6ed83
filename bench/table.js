// The goals as a table, a section at a time.

/** @typedef {import('./goal.js').Goal} Goal */

/** @param {number | null} value @param {string} [unit] */
const said = (value, unit = '') =>
  value === null ? '–' : `${value.toFixed(Math.abs(value) >= 100 ? 0 : 2)}${unit && ` ${unit}`}`

/** @param {string} section @param {readonly Goal[]} goals */
export function tableOf(section, goals) {
  const rows = goals.map(({ name, ratio, goal, least, ok, unit, figures }) => [
    ratio === null ? 'FAILED' : goal === null ? '' : ok ? 'ok' : 'MISSED',
    name,
    said(ratio, unit),
    goal === null ? '' : `${least ? '≥' : '≤'} ${said(goal)}`,
    figures,
  ])
  const widths = [6, 64, 10, 7, 0]
  const lines = rows.map((cells) =>
    cells
      .map((cell, i) => (i === 2 || i === 3 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  return [`\n${section}`, ...lines].join('\n')
}
