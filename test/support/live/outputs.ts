/** The outputs of the stack, as `pulumi stack output --json` prints them. Only deployed systems are included. */
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
  readonly tokens?: {
    readonly namespace: string;
    readonly creator: string;
    readonly creatorService: string;
    readonly creatorReplicas: number;
    readonly verifier: string;
    readonly verifierService: string;
    readonly verifierReplicas: number;
    readonly keyGeneration: number;
  };
  readonly search?: {
    readonly namespace: string;
    readonly deployment: string;
    readonly service: string;
    readonly replicas: number;
    readonly image: string;
  };
  readonly hotels?: {
    readonly namespace: string;
    readonly deployment: string;
    readonly service: string;
    readonly settings: string;
    readonly claim: string;
    readonly databaseStatefulSet?: string;
    readonly replicas: number;
  };
}
