import { unmarshall } from '@aws-sdk/util-dynamodb';

/** An item out of a stream record, in plain values. */
export function plainImage(image: object): { readonly out?: unknown } {
  return unmarshall(image as Parameters<typeof unmarshall>[0]);
}
