import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AwsError } from './aws-error.ts';
import type { Operation } from './aws-server.ts';

interface KeyInput {
  KeyId?: string;
  KeySpec?: string;
  NumberOfBytes?: number;
  CiphertextBlob?: string;
  EncryptionContext?: Record<string, string>;
}

/** Reads a secret of the data folder, making it on first use. Readable by its owner only. */
export function secretFile(path: string, bytes = 32): Buffer {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, randomBytes(bytes), { mode: 0o600 });
  }
  return readFileSync(path);
}

/** The encryption context in one canonical form: it is bound into the ciphertext, so order must not matter. */
function bound(context: Record<string, string> = {}): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort(([left], [right]) => (left < right ? -1 : 1))));
}

function seal(master: Buffer, plain: Buffer, context?: Record<string, string>): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(bound(context));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

function open(master: Buffer, blob: string, context?: Record<string, string>): Buffer {
  const bytes = Buffer.from(blob, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', master, bytes.subarray(0, 12)).setAAD(bound(context)).setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
  } catch (cause) {
    throw Object.assign(new AwsError('InvalidCiphertextException', 'the ciphertext or its encryption context is wrong'), { cause });
  }
}

/** KMS (密钥管理) for data keys: AES-256-GCM under a master key that lies in a file of the data folder. */
export function kmsOperations(masterFile: string): Record<string, Operation<KeyInput>> {
  const master = secretFile(masterFile);
  return {
    GenerateDataKey({ KeyId = '', KeySpec, NumberOfBytes, EncryptionContext }) {
      const plain = randomBytes(NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32));
      return { KeyId, Plaintext: plain.toString('base64'), CiphertextBlob: seal(master, plain, EncryptionContext) };
    },
    Decrypt({ KeyId = 'local', CiphertextBlob = '', EncryptionContext }) {
      const plain = open(master, CiphertextBlob, EncryptionContext);
      return { KeyId, Plaintext: plain.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
    },
  };
}
