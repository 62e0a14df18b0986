import { expect, test } from 'vitest';
import { wavOf } from '../src/wav';

test('samples are a WAV file, clipped at full scale', async () => {
  const blob = wavOf([new Float32Array([0, 0.5]), new Float32Array([-2])], 8000);
  const view = new DataView(await blob.arrayBuffer());
  expect(view.byteLength).toBe(50);
  expect(view.getUint32(24, true)).toBe(8000);
  expect([44, 46, 48].map((at) => view.getInt16(at, true))).toEqual([0, 16383, -32767]);
});
