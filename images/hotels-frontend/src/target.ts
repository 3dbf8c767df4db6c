import { splitTarget, type Target } from '../../node-service/src/target';
import { Refusal } from './refusal';

/**
 * The checked target of a request.
 *
 * @throws Refusal 400 when it is not UTF-8 in percent-encoding
 */
export function targetOf(url: string): Target {
  const target = splitTarget(url);
  const text = target.path + target.query;
  if (!/^[\x21-\x7e]*$/.test(text) || !decodes(text)) {
    throw new Refusal(400, 'the address is not UTF-8 in percent-encoding');
  }
  return target;
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
