import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';

/**
 * Two keys, because they are lost for different reasons.
 *
 * `storage` encrypts the table, the files and the queues at rest. `sealing` wraps each company's data key, and with it all personal data (个人信息):
 * whoever may read the table still reads nothing personal without it.
 */
export class EncryptionKeys extends Construct {
  readonly storage: Key;
  readonly #sealing: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.storage = new Key(this, 'Storage', { enableKeyRotation: true, description: 'Wuyun: table, documents and queues at rest' });
    this.storage.grantEncryptDecrypt(new ServicePrincipal('cloudwatch.amazonaws.com'));
    this.#sealing = new Key(this, 'Sealing', { enableKeyRotation: true, description: 'Wuyun: wraps the data keys of the companies' });
  }

  /** What is stored is encrypted with our key, and the service that stores it asks for the key in the name of the caller; used in any other way it is refused. */
  throughService(service: 'dynamodb' | 's3'): PolicyStatement {
    return new PolicyStatement({
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
      resources: [this.storage.keyArn],
      conditions: { StringLike: { 'kms:ViaService': `${service}.*` } },
    });
  }

  /** Lets a function wrap and unwrap data keys, but only ones bound to a company: a call without the company in its encryption context is refused. */
  letSeal(user: HouseFunction): void {
    user.give(
      'WUYUN_KEY',
      this.#sealing.keyArn,
      new PolicyStatement({
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: [this.#sealing.keyArn],
        conditions: { Null: { 'kms:EncryptionContext:company': 'false' } },
      }),
    );
  }
}
