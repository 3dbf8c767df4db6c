/** The ends of names of what is secret, in lower case. A name that ends in `_file` or `_path` is that of a file with it. */
export const secretNames =
  '(password|passwd|secret|token|credentials?|private[-_]?key|signing[-_]?key|api[-_]?key|key[-_]current|key[-_]previous)';

/** What is secret by its shape: a private key, a URL with a password, a JSON Web Token, or a key of a well-known service. */
export const secretShape =
  '(-----BEGIN [A-Z ]*PRIVATE KEY-----|://[^/@: ]*:[^/@ ]+@|eyJ[A-Za-z0-9_-]{10,}[.]eyJ[A-Za-z0-9_-]{10,}[.]|gh[opsu]_[A-Za-z0-9]{30,}|AKIA[0-9A-Z]{16})';
