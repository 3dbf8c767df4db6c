import { isSetting, listSettings, type Definitions } from './definitions';
import { parsed, type Setting } from './kinds';

/** Values by their names, of any depth. */
type Values = Readonly<Record<string, unknown>>;

/** What a program can know of the values that were set as secrets, as by `pulumi config set --secret`. */
export interface Secrets {
  /** The top-level names whose value is a secret or holds one: Pulumi does not tell which of a group it is. */
  readonly names: ReadonlySet<string>;
  /** The values by top-level name as in the file of the stack, where a secret is `{secure: …}`; none without that file. */
  readonly file?: Values | undefined;
}

/** No value was set as a secret. */
export const noSecrets: Secrets = { names: new Set() };

/** A setting that has a value, with its dotted name. */
type Given = readonly [name: string, setting: Setting<unknown>, value: unknown];

/** Tells which settings were set as secrets, and what is wrong with that. */
export class SetAsSecret {
  /**
   * @param definitions - all known settings
   * @param raw - the values by top-level name
   * @param secrets - what is known of them
   */
  constructor(
    private readonly definitions: Definitions,
    private readonly raw: Values,
    private readonly secrets: Secrets,
  ) {}

  /** Whether a setting or a group was set as a secret, or may have been. */
  includes(name: string): boolean {
    const [top = ''] = name.split('.');
    if (!this.secrets.names.has(top)) return false;
    const inFile = this.inFile(top);
    return inFile === undefined || holdsSecret(at(inFile, name));
  }

  /**
   * The mistakes, a line each: settings that were set as secrets and cannot be used as such, and values that must not be in
   * clear in the file of the stack.
   */
  mistakes(): string[] {
    return Object.keys(this.definitions).flatMap((top) => {
      const given = this.given(top);
      return [
        ...(this.secrets.names.has(top) ? this.misplaced(top, given) : []),
        ...given
          .filter(
            ([name, { secretIf }, value]) => secretIf?.pattern.test(String(value)) && !this.includes(name),
          )
          .map(
            ([name, { secretIf }]) =>
              `${name} holds ${secretIf?.holds ?? 'a secret'}, and is not set as a secret: \`pulumi config set --path --secret ${name}\` asks for it, and encrypts it`,
          ),
      ];
    });
  }

  private misplaced(top: string, given: readonly Given[]): string[] {
    const known = this.inFile(top) !== undefined;
    // Of a group with a secret, the program knows only that much. One that can be a secret is taken to be the one.
    if (!known && given.some(([, { secret }]) => secret)) return [];
    const names = given.filter(([name, { secret }]) => !secret && this.includes(name)).map(([name]) => name);
    const able = listSettings(this.definitions).filter(([, { secret }]) => secret);
    const only = `only ${able.map(([name]) => name).join(', ')} can be`;
    const shown = `but would be shown in clear: ${only}`;
    if (known || names.length === 1)
      return names.map(
        (name) =>
          `${name} is set as a secret, ${shown}; \`pulumi config set --path ${name} …\` sets it as plain text`,
      );
    return names.length === 0
      ? []
      : [
          `${names.join(' or ')} is set as a secret, ${shown}; \`pulumi config set --path ${top}.… …\` sets it as plain text`,
        ];
  }

  private given(top: string): Given[] {
    const definition = this.definitions[top] ?? {};
    const all = isSetting(definition) ? [[top, definition] as const] : listSettings(definition, `${top}.`);
    const values = { [top]: parsed(this.raw[top]) };
    return all
      .map(([name, setting]): Given => [name, setting, at(values, name)])
      .filter(([, , value]) => value !== undefined);
  }

  /** The value of a top-level name in the file, in an object; none when it is not from there that Pulumi has the value. */
  private inFile(top: string): Values | undefined {
    const value = this.secrets.file?.[top];
    return value !== undefined && isSame(value, parsed(this.raw[top])) ? { [top]: value } : undefined;
  }
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null;
}

function isSecret(value: unknown): boolean {
  return isObject(value) && Object.keys(value).join() === 'secure';
}

function holdsSecret(value: unknown): boolean {
  return isSecret(value) || (isObject(value) && Object.values(value).some(holdsSecret));
}

/** The value of a dotted name; for a secret on the way to it, that one. */
function at(values: Values, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>(
      (found, part) => (isSecret(found) ? found : isObject(found) ? found[part] : undefined),
      values,
    );
}

/** Whether a value in the file is the given one, as far as can be seen without its secrets. */
function isSame(inFile: unknown, given: unknown): boolean {
  if (isSecret(inFile)) return true;
  if (!isObject(inFile) || !isObject(given)) return String(inFile) === String(given);
  const [one, other] = [Object.keys(inFile), Object.keys(given)];
  return one.length === other.length && one.every((key) => isSame(inFile[key], given[key]));
}
