/** A product of values: one set for each dimension. */
export type Box = readonly (readonly string[])[]

/**
 * Few products of values that cover exactly these points. Points are merged along one dimension after another; of the
 * orders that are tried the one that leaves the fewest boxes is taken.
 */
export function boxesOf(points: readonly (readonly string[])[], dimensions: number): Box[] {
  const start: Box[] = points.map((point) => point.map((value) => [value]))
  let fewest: Box[] | undefined
  for (const order of orders(dimensions)) {
    let boxes = start
    // Merging along one dimension can make boxes alike along an earlier one.
    for (const axis of [...order, ...order]) boxes = mergeAlong(boxes, axis)
    if (!fewest || boxes.length < fewest.length) fewest = boxes
  }
  return fewest ?? []
}

function mergeAlong(boxes: readonly Box[], axis: number): Box[] {
  const merged = new Map<string, { box: Box; values: string[] }>()
  for (const box of boxes) {
    const key = JSON.stringify(box.map((values, i) => (i === axis ? 0 : values)))
    const known = merged.get(key)
    if (known) known.values.push(...box[axis]!)
    else merged.set(key, { box, values: [...box[axis]!] })
  }
  return [...merged.values()].map(({ box, values }) => box.map((old, i) => (i === axis ? values : old)))
}

/** Rotations of the dimensions and of their reverse: enough to find a short cover without trying all orders. */
function orders(dimensions: number): number[][] {
  const plain = Array.from({ length: dimensions }, (_, i) => i)
  return [plain, plain.toReversed()].flatMap((order) =>
    plain.map((turn) => [...order.slice(turn), ...order.slice(0, turn)]),
  )
}
