import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

/** One logger and one metrics sink per function; the service name comes from the template. No body and no personal data is ever logged. */
export const logger: Logger = new Logger({});
export const metrics: Metrics = new Metrics({ namespace: 'wuyun' });
