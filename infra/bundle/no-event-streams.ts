/**
 * Stands in for the SDK's event streams, 15 KB of every bundle: bodies that go on arriving, as `SelectObjectContent` or a streamed
 * invocation have them. No command of ours answers with one, so the only thing to do here is to say so.
 */
const unused = (): never => {
  throw new Error('event streams are left out of the bundle: see infra/bundle/no-event-streams.ts');
};

export const eventStreamSerdeProvider = () => ({ serialize: unused, deserialize: unused });

export const resolveEventStreamSerdeConfig = <T extends object>(config: T) => Object.assign(config, { eventStreamMarshaller: eventStreamSerdeProvider() });

export const EventStreamSerde = unused;
