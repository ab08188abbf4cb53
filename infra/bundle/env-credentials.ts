interface EnvironmentCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * The credentials Lambda puts into the environment, and nothing else.
 *
 * The bundler puts this file in the place of the SDK's default provider chain: a function never logs in by SSO, profile, process or
 * instance metadata, and that chain is a third of its bundle.
 *
 * @throws Error when the environment holds no credentials: then this is not Lambda.
 */
export const defaultProvider = () => (): Promise<EnvironmentCredentials> => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
  if (!accessKeyId || !secretAccessKey) return Promise.reject(new Error('no credentials in the environment'));
  return Promise.resolve({ accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) });
};
