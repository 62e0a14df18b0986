import { expect, test } from 'vitest';
import { EventReader } from '../src/events';

test('each event is told once, however the text is cut', () => {
  const text = 'event: a\ndata: {"n":1}\n\n: comment\n\nevent: b\ndata: {"n":2}\n\n';
  for (let cut = 0; cut <= text.length; cut += 1) {
    const told: [string, unknown][] = [];
    const reader = new EventReader((name, data) => told.push([name, data]));
    reader.read(text.slice(0, cut));
    reader.read(text);
    reader.read(text);
    expect(told).toEqual([
      ['a', { n: 1 }],
      ['b', { n: 2 }],
    ]);
  }
});
