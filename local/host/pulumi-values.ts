// How Pulumi writes values that have no form in JSON: sdk/go/common/resource/sig.

/** The key of an object that is such a value. */
export const signature = '4dabf18193072939515e22adb298388d';

/** What that key has in a secret. */
export const secretSignature = '1b47061264138c4ac30d75fd1eb44270';
