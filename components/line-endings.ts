/**
 * Checks that a file that runs on Linux has Linux's line endings. Windows ends lines with CR and LF, and a shell takes the CR
 * for a part of the last word.
 *
 * @param file - the file, for the message
 * @param content - its content; a file with a byte 0 is binary and passes
 * @throws Error when a line ends with CR and LF
 */
export function checkLineEndings(file: string, content: Buffer): void {
  if (content.includes(0) || !content.includes('\r\n')) return;
  throw new Error(
    `${file} has the line endings of Windows, with which it cannot run on Linux: check the project out anew with git, whose .gitattributes sets the right ones, or convert the file with dos2unix`,
  );
}
