import type { Sample } from '../client';
import { h } from '../dom';
import { clock } from '../format';
import type { Messages } from '../messages';
import { Recording } from '../recorder';

/** Where songs come from: dropped, chosen, recorded, or samples. */
export function dropView(
  samples: Sample[],
  messages: Messages,
  take: (file: Blob, name: string) => void,
): HTMLElement {
  const input = h('input', {
    type: 'file',
    multiple: true,
    accept: 'audio/*,.opus,.flac',
    class: 'unseen',
  });
  input.id = 'files';
  input.addEventListener('change', () => {
    [...(input.files ?? [])].forEach((file) => {
      take(file, file.name);
    });
    input.value = '';
  });
  const note = h('p', { class: 'hint', role: 'status' });
  const zone = h(
    'section',
    { class: 'drop', 'aria-label': messages.dropTitle },
    h('p', { class: 'drop-title' }, messages.dropTitle),
    h('p', { class: 'hint' }, messages.dropHint),
    h(
      'div',
      { class: 'row centred' },
      input,
      h('label', { for: 'files', class: 'button' }, messages.choose),
      recordButton(messages, take, note),
    ),
    note,
    samplesView(samples, messages, take),
    h('p', { class: 'hint' }, messages.privacy),
  );
  const over = (event: DragEvent, isOver: boolean) => {
    event.preventDefault();
    zone.classList.toggle('over', isOver);
  };
  zone.addEventListener('dragover', (event) => {
    over(event, true);
  });
  zone.addEventListener('dragleave', (event) => {
    over(event, false);
  });
  zone.addEventListener('drop', (event) => {
    over(event, false);
    [...(event.dataTransfer?.files ?? [])].forEach((file) => {
      take(file, file.name);
    });
  });
  return zone;
}

function recordButton(
  messages: Messages,
  take: (file: Blob, name: string) => void,
  note: HTMLElement,
): HTMLElement {
  let recording: Recording | null = null;
  let timer = 0;
  const button = h('button', { type: 'button', class: 'button secondary' }, messages.record);
  const begin = async () => {
    try {
      recording = await Recording.begin();
      note.textContent = '';
      timer = window.setInterval(() => {
        button.textContent = messages.stopRecording(clock(recording?.seconds ?? 0));
      }, 250);
    } catch {
      note.textContent = messages.microphone;
    }
  };
  const end = async (running: Recording) => {
    window.clearInterval(timer);
    recording = null;
    button.textContent = messages.record;
    take(await running.end(), `${messages.recordingName(new Date().toLocaleTimeString())}.wav`);
  };
  button.addEventListener('click', () => void (recording ? end(recording) : begin()));
  return button;
}

function samplesView(
  samples: Sample[],
  messages: Messages,
  take: (file: Blob, name: string) => void,
): HTMLElement | null {
  if (samples.length === 0) return null;
  const buttons = samples.map(({ file, title }) => {
    const open = async () => {
      const answer = await fetch(file);
      take(await answer.blob(), file.slice(file.lastIndexOf('/') + 1));
    };
    return h('button', { type: 'button', class: 'quiet', onclick: () => void open() }, title);
  });
  return h('div', { class: 'samples' }, h('p', { class: 'hint' }, messages.samples), ...buttons);
}
