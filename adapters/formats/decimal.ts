/** Digits after the point that a decimal is read with, at most. */
const SCALE = 100

/**
 * A decimal as the number that JSON would read from its digits, or as its digits where a number is too coarse;
 * undefined for a scale that makes no sense.
 */
export function decimal(unscaled: bigint, scale: number): number | string | undefined {
  if (scale < 0 || scale > SCALE) return undefined
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const point = digits.length - scale
  const written = `${unscaled < 0n ? '-' : ''}${digits.slice(0, point)}${scale ? `.${digits.slice(point)}` : ''}`
  return Number.isSafeInteger(Number(unscaled)) ? Number(written) : written
}
