import { EventEmitter } from 'node:events';

/** Stands in for standard output, and records what is written to it. */
export class Screen extends EventEmitter {
  /** What was written, one entry for each call. */
  readonly written: string[] = [];

  /**
   * @param isTTY - whether it is a terminal; default: a file or a pipe
   * @param rows - how many lines it shows
   * @param columns - how many characters a line has
   */
  constructor(
    readonly isTTY = false,
    public rows = 50,
    public columns = 120,
  ) {
    super();
  }

  /** Records a text. */
  write(text: string | Uint8Array): boolean {
    this.written.push(String(text));
    return true;
  }

  /** What a terminal shows after all that was written: interprets the escapes that the project uses, and fails for another one. */
  shown(): { readonly lines: readonly string[]; readonly cursor: boolean; readonly other: boolean } {
    const screens = [new Page(), new Page()] as const;
    let cursor = true;
    let other = false;
    // eslint-disable-next-line no-control-regex -- escapes begin with it
    for (const [token] of this.written.join('').matchAll(/\x1b\[[?\d]*[A-Za-z]|\r|\n|[^\x1b\r\n]+/g)) {
      const page = screens[other ? 1 : 0];
      if (token === '\x1b[?1049h' || token === '\x1b[?1049l') other = token.endsWith('h');
      else if (token === '\x1b[?25l' || token === '\x1b[?25h') cursor = token.endsWith('h');
      else page.take(token);
    }
    return { lines: screens[other ? 1 : 0].lines, cursor, other };
  }
}

/** The lines of a terminal, and where its cursor is. */
class Page {
  readonly lines: string[] = [''];
  private row = 0;
  private column = 0;

  /** Takes text, a line break or an escape. */
  take(token: string): void {
    if (token === '\r') this.column = 0;
    else if (token === '\n') this.newLine();
    else if (token === '\x1b[H') this.row = this.column = 0;
    else if (token === '\x1b[K') this.lines[this.row] = this.line().slice(0, this.column);
    else if (token === '\x1b[J') {
      this.lines[this.row] = this.line().slice(0, this.column);
      this.lines.length = this.row + 1;
    } else if (token.startsWith('\x1b')) throw new Error(`unknown escape ${JSON.stringify(token)}`);
    else {
      const line = this.line();
      this.lines[this.row] =
        line.slice(0, this.column).padEnd(this.column) + token + line.slice(this.column + token.length);
      this.column += token.length;
    }
  }

  private line(): string {
    return this.lines[this.row] ?? '';
  }

  /** A terminal goes to the first column too: it is in the mode of `stty onlcr`. */
  private newLine(): void {
    this.row += 1;
    this.column = 0;
    if (this.row === this.lines.length) this.lines.push('');
  }
}
