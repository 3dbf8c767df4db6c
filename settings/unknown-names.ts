import { closestNames } from './closest';
import { isSetting, listSettings, type Definitions } from './definitions';

/** Describes unknown names of settings, with suggestions. */
export class UnknownNames {
  private readonly known: readonly string[];

  /** @param definitions - all known settings */
  constructor(private readonly definitions: Definitions) {
    this.known = listSettings(definitions).map(([name]) => name);
  }

  /** Describes the mistake in an unknown dotted name, in one line. */
  mistakeOf(name: string): string {
    // `pulumi config set a.b` without --path creates a top-level setting named "a.b".
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
