import * as pulumi from '@pulumi/pulumi';

import { withoutStack } from '../settings/refusal';
import { isWithin, type NumberRange, type TextRange } from './ranges';

/** What the arguments of a component may be, by their names. */
export type Ranges = Readonly<Record<string, NumberRange | TextRange>>;

/**
 * Checks the plain arguments of a component. Those that are not given, and those that are outputs, are not checked.
 *
 * @param component - the component, for the error
 * @param name - the component's name, which the error starts with
 * @param args - its arguments
 * @param ranges - what they may be
 * @throws pulumi.ResourceError for the first argument that is not allowed: it names the argument, its value unless that can be a
 * secret, and what is allowed
 */
export function checkArguments(component: pulumi.Resource, name: string, args: object, ranges: Ranges): void {
  const given = new Map<string, unknown>(Object.entries(args));
  for (const [argument, range] of Object.entries(ranges)) {
    const value = given.get(argument);
    if (value === undefined || value instanceof Promise || pulumi.Output.isInstance(value)) continue;
    if (isWithin(range, value)) continue;
    const hidden = 'secretIf' in range;
    const shown = hidden ? 'not allowed' : typeof value === 'number' ? String(value) : JSON.stringify(value);
    refuse(component, name, `${argument} is ${shown}: it must be ${range.allowed}`);
  }
}

/**
 * Ends the making of a component.
 *
 * @param component - the component
 * @param name - its name, which the error starts with
 * @param mistake - what is wrong, and what is allowed
 * @throws pulumi.ResourceError always
 */
export function refuse(component: pulumi.Resource, name: string, mistake: string): never {
  throw withoutStack(new pulumi.ResourceError(`${name}: ${mistake}`, component, true));
}
