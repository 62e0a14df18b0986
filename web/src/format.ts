/** "3:05", "1:02:03". */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Whole percents; what is not all or nothing is not said to be. */
export function percent(share: number): string {
  const whole = Math.round(100 * share);
  if (whole === 0 && share > 0) return '< 1 %';
  return whole === 100 && share < 1 ? '> 99 %' : `${whole} %`;
}

export function megabytes(bytes: number): string {
  return bytes < 1e6
    ? `${Math.max(1, Math.round(bytes / 1e3))} kB`
    : `${(bytes / 1e6).toFixed(1)} MB`;
}

export type Likelihood = 'certain' | 'very' | 'likely' | 'perhaps';

/** How a calibrated probability is said in words. */
export function likelihood(confidence: number): Likelihood {
  if (confidence >= 0.95) return 'certain';
  if (confidence >= 0.8) return 'very';
  return confidence >= 0.6 ? 'likely' : 'perhaps';
}
