// What a bench finds: a figure beside its goal, or why there is none.

/**
 * `ratio` is null where nothing could be measured, `goal` where none is set. `least` says which side of the goal is good.
 * @typedef {object} Goal
 * @property {string} name
 * @property {number | null} ratio
 * @property {number | null} goal
 * @property {boolean} least
 * @property {boolean} ok
 * @property {string} [unit] of a figure that is no ratio
 * @property {string} figures what was measured, or why nothing was
 */

/** @param {readonly number[]} values */
export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

/** A figure that is good from the goal on. @param {string} name @param {number} ratio @param {number | null} goal @param {string} figures @returns {Goal} */
export const atLeast = (name, ratio, goal, figures) => ({
  name,
  ratio,
  goal,
  least: true,
  ok: goal === null || ratio >= goal,
  figures,
})

/** A figure that is good up to the goal. @param {string} name @param {number} ratio @param {number | null} goal @param {string} figures @param {string} [unit] @returns {Goal} */
export const atMost = (name, ratio, goal, figures, unit) => ({
  name,
  ratio,
  goal,
  least: false,
  ok: goal === null || ratio <= goal,
  ...(unit !== undefined && { unit }),
  figures,
})

/** What could not be measured, which is never fine. @param {string} name @param {number | null} goal @param {string} why @param {boolean} [least] @returns {Goal} */
export const untold = (name, goal, why, least = true) => ({ name, ratio: null, goal, least, ok: false, figures: why })
