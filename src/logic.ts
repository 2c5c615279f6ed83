/** Kleene's three values: `undefined` is unknown. */
export type Tri = boolean | undefined

export function and(a: Tri, b: Tri): Tri {
  if (a === false || b === false) return false
  return a === undefined || b === undefined ? undefined : true
}

export function or(a: Tri, b: Tri): Tri {
  if (a === true || b === true) return true
  return a === undefined || b === undefined ? undefined : false
}

export function not(a: Tri): Tri {
  return a === undefined ? undefined : !a
}

/** `any` of no values is false, `all` of no values is true. */
export function fold(values: readonly Tri[], mode: 'any' | 'all'): Tri {
  return mode === 'any' ? values.reduce<Tri>(or, false) : values.reduce<Tri>(and, true)
}

/** What is not certain can't count as certain: true becomes unknown. */
export function atMostUnknown(a: Tri): Tri {
  return a === true ? undefined : a
}
