import { closestNames } from './closest';
import { isSetting, listSettings, type Definitions } from './definitions';

/** Tells of names that are not settings what may have been meant. */
export class UnknownNames {
  private readonly known: readonly string[];

  /** @param definitions - the settings that there are */
  constructor(private readonly definitions: Definitions) {
    this.known = listSettings(definitions).map(([name]) => name);
  }

  /** What is wrong with a dotted name that is not a setting, in one line. */
  mistakeOf(name: string): string {
    // `config set a.b` without --path makes one flat name "a.b".
    return this.known.includes(name)
      ? `${name} is not in its group: set it with \`pulumi config set --path ${name} …\` after \`pulumi config rm ${name}\``
      : `${name} is not a setting: ${this.meant(name)}`;
  }

  private meant(name: string): string {
    const near = closestNames(name, [...new Set([...this.known, ...Object.keys(this.definitions)])]);
    if (near.length > 0) return `did you mean ${near.join(' or ')}?`;
    const group = name.slice(0, name.lastIndexOf('.') + 1);
    const beside = this.known.filter((other) => group !== '' && other.startsWith(group));
    if (beside.length > 0) return `the settings of that group are ${beside.join(', ')}`;
    const tops = Object.entries(this.definitions).map(([top, definition]) =>
      isSetting(definition) ? top : `${top}.…`,
    );
    return `the settings are ${tops.join(', ')}`;
  }
}
