/** Reads server-sent events from a text that grows. */
export class EventReader {
  private at = 0;

  /** @param onEvent told of each event once, with its parsed data */
  constructor(private readonly onEvent: (name: string, data: unknown) => void) {}

  /** @param text all that has come so far */
  read(text: string): void {
    for (let end = text.indexOf('\n\n', this.at); end >= 0; end = text.indexOf('\n\n', this.at)) {
      const block = text.slice(this.at, end);
      this.at = end + 2;
      const name = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (name !== undefined && data !== undefined) {
        this.onEvent(name, JSON.parse(data));
      }
    }
  }
}
