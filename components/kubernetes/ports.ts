import type { types } from '@pulumi/kubernetes';

/** A port of a container, by the name that services and probes know it under. */
export interface NamedPort {
  /** Its name, at most 15 letters, digits and dashes. */
  readonly name: string;
  /** The TCP port that the program listens on. */
  readonly number: number;
}

/** A TCP port as a container declares it. */
export function containerPort({ name, number }: NamedPort): types.input.core.v1.ContainerPort {
  return { name, containerPort: number, protocol: 'TCP' };
}

/** A TCP port of a service, which leads to the container port of the same name. */
export function servicePort({ name, number }: NamedPort): types.input.core.v1.ServicePort {
  return { name, port: number, targetPort: name, protocol: 'TCP' };
}
