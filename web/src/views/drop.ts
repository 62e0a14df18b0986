import type { Sample } from '../client';
import { h } from '../dom';
import { sampleName, type Messages } from '../messages';
import { button } from './controls';
import type { RecordButton } from './record';

type Take = (files: File[]) => void;

/** Where songs come from: dropped, chosen, recorded, or samples. */
export function dropView(
  samples: Sample[],
  messages: Messages,
  recorder: RecordButton,
  take: Take,
): HTMLElement {
  const input = h('input', {
    type: 'file',
    id: 'files',
    multiple: true,
    accept: 'audio/*,.opus,.flac,.aiff,.aif,.au',
    class: 'unseen',
  });
  input.addEventListener('change', () => {
    take([...(input.files ?? [])]);
    input.value = '';
  });
  return h(
    'section',
    { class: 'drop', 'aria-label': messages.dropTitle },
    h('p', { class: 'drop-title first' }, messages.dropTitle),
    h('p', { class: 'drop-title later' }, messages.dropMore),
    h('p', { class: 'hint first' }, messages.dropHint),
    h(
      'div',
      { class: 'row' },
      input,
      h('label', { for: 'files', class: 'button' }, messages.choose),
      recorder.element,
    ),
    recorder.note,
    samplesView(samples, messages, take),
    h('p', { class: 'hint first' }, messages.privacy),
  );
}

function samplesView(samples: Sample[], messages: Messages, take: Take): HTMLElement | null {
  if (samples.length === 0) return null;
  const buttons = samples.map(({ file, title }) => {
    const name = file.slice(file.lastIndexOf('/') + 1);
    const stem = name.slice(0, name.lastIndexOf('.'));
    return button(sampleName(messages, stem, title), () => {
      void fetch(file)
        .then((answer) => answer.blob())
        .then((blob) => {
          take([new File([blob], name, { type: blob.type })]);
        });
    });
  });
  return h(
    'div',
    { class: 'samples first' },
    h('p', { class: 'hint' }, messages.samples),
    ...buttons,
  );
}

/** Takes what is dropped anywhere on the page, or pasted. */
export function listenForFiles(take: Take): void {
  const over = (isOver: boolean) => {
    document.documentElement.classList.toggle('over', isOver);
  };
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
  window.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    over(true);
  });
  window.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) over(false);
  });
  window.addEventListener('drop', (event) => {
    event.preventDefault();
    over(false);
    take([...(event.dataTransfer?.files ?? [])]);
  });
  window.addEventListener('paste', (event) => {
    take([...(event.clipboardData?.files ?? [])]);
  });
}
