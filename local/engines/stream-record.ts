import type { _Record, AttributeValue } from '@aws-sdk/client-dynamodb-streams';
import type { Json } from '../resolver.ts';
import { PLACE } from '../resolver.ts';

/** One record of a stream event as Lambda hands it over: dates in seconds, binary in base64. */
export interface StreamRecord {
  eventID: string;
  eventName: string;
  eventVersion: string;
  eventSource: 'aws:dynamodb';
  awsRegion: string;
  eventSourceARN: string;
  dynamodb: { SequenceNumber: string } & Record<string, Json>;
}

function plain(value: AttributeValue): Json {
  if (value.B) return { B: Buffer.from(value.B).toString('base64') };
  if (value.BS) return { BS: value.BS.map((bytes) => Buffer.from(bytes).toString('base64')) };
  if (value.L) return { L: value.L.map(plain) };
  if (value.M) return { M: plainImage(value.M) };
  return value as unknown as Json;
}

function plainImage(image: Record<string, AttributeValue>): Record<string, Json> {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, plain(value)]));
}

/** Translates a record of the Streams API into the shape of a Lambda event. */
export function toLambdaRecord({ eventID, eventName, eventVersion, dynamodb = {} }: _Record, arn: string): StreamRecord {
  const { Keys, NewImage, OldImage, SequenceNumber = '', SizeBytes, StreamViewType, ApproximateCreationDateTime } = dynamodb;
  return {
    eventID: eventID ?? SequenceNumber,
    eventName: eventName ?? '',
    eventVersion: eventVersion ?? '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: PLACE.region,
    eventSourceARN: arn,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor((ApproximateCreationDateTime?.getTime() ?? 0) / 1000),
      Keys: plainImage(Keys ?? {}),
      ...(NewImage ? { NewImage: plainImage(NewImage) } : {}),
      ...(OldImage ? { OldImage: plainImage(OldImage) } : {}),
      SequenceNumber,
      SizeBytes: SizeBytes ?? 0,
      StreamViewType: StreamViewType ?? 'NEW_AND_OLD_IMAGES',
    },
  };
}
