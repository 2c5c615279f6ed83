/** Slope of the line through points that is nearest to them, by squares. @param {readonly (readonly [x: number, y: number])[]} points */
export function slope(points) {
  const mean = (/** @type {0 | 1} */ axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length
  const [x0, y0] = [mean(0), mean(1)]
  const spread = points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0)
  return points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0) / spread
}
