import { h } from '../dom';
import { clock } from '../format';
import type { Messages } from '../messages';
import { Recording } from '../recorder';
import { button } from './controls';

/** Records from the microphone. It outlives the page's redrawing, as a recording must not be lost. */
export class RecordButton {
  readonly element: HTMLButtonElement;
  readonly note = h('p', { class: 'problem', role: 'alert' });
  private recording: Recording | null = null;
  private timer = 0;

  constructor(
    private messages: Messages,
    private readonly take: (file: File) => void,
  ) {
    this.element = button(
      '',
      () => {
        void (this.recording ? this.end(this.recording) : this.begin());
      },
      { class: 'button secondary' },
    );
    this.show();
  }

  translate(messages: Messages): void {
    this.messages = messages;
    this.note.textContent = '';
    this.show();
  }

  private show(): void {
    this.element.classList.toggle('recording', this.recording !== null);
    this.element.textContent = this.recording
      ? this.messages.stopRecording(clock(this.recording.seconds))
      : this.messages.record;
  }

  private async begin(): Promise<void> {
    if (!window.isSecureContext) {
      this.note.textContent = this.messages.microphoneInsecure;
      return;
    }
    this.element.disabled = true;
    try {
      this.recording = await Recording.begin();
      this.note.textContent = '';
      this.timer = window.setInterval(() => {
        this.show();
      }, 250);
    } catch {
      this.note.textContent = this.messages.microphone;
    }
    this.element.disabled = false;
    this.element.focus();
    this.show();
  }

  private async end(recording: Recording): Promise<void> {
    window.clearInterval(this.timer);
    this.recording = null;
    this.show();
    const time = new Date().toLocaleTimeString(document.documentElement.lang);
    const wav = await recording.end();
    this.take(new File([wav], `${this.messages.recordingName(time)}.wav`, { type: wav.type }));
  }
}
