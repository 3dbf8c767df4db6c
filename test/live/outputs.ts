/** What the program exports, as `pulumi stack output --json` prints it: of each system only when it is deployed. */
export interface Outputs {
  readonly urls: Readonly<
    Partial<Record<'cryptoserver' | 'creator' | 'verifier' | 'hotels' | 'search', string>>
  >;
  readonly cryptoserver?: {
    readonly namespace: string;
    readonly statefulSet: string;
    readonly replicas: number;
    readonly claim: string;
    readonly image: string;
  };
}
