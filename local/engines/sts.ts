import { AwsError } from './aws-error.ts';
import { accessKeyFor, secretFor } from './credentials.ts';

function sessionTags(input: URLSearchParams): Map<string, string> {
  const tags = new Map<string, string>();
  for (let n = 1; input.has(`Tags.member.${n}.Key`); n += 1) {
    tags.set(input.get(`Tags.member.${n}.Key`) ?? '', input.get(`Tags.member.${n}.Value`) ?? '');
  }
  return tags;
}

/**
 * `AssumeRole` for the data role (数据角色): credentials whose access key names the session's company, so that the
 * guard on the transport can evaluate the role's policy for it. Expiry is real time: it is a matter of signing.
 */
export function assumeRole(dataRoleArn: string, root: Buffer): (input: URLSearchParams) => string {
  return (input) => {
    const role = input.get('RoleArn') ?? '';
    if (role !== dataRoleArn) throw new AwsError('AccessDenied', `not authorized to perform sts:AssumeRole on ${role}`, 403);
    const company = sessionTags(input).get('company');
    // The role's trust asks for the tag: a session of no company would be one the guard could only deny.
    if (!company) throw new AwsError('AccessDenied', `not authorized to perform sts:TagSession on ${role} without the tag company`, 403);
    const accessKeyId = accessKeyFor({ company });
    const seconds = Number(input.get('DurationSeconds') ?? 3600);
    const expiration = new Date(Date.now() + seconds * 1000).toISOString();
    return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<AssumedRoleUser><AssumedRoleId>AROALOCAL:local</AssumedRoleId><Arn>${role}</Arn></AssumedRoleUser>
<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretFor(accessKeyId, root)}</SecretAccessKey>
<SessionToken>local</SessionToken><Expiration>${expiration}</Expiration></Credentials>
</AssumeRoleResult><ResponseMetadata><RequestId>${crypto.randomUUID()}</RequestId></ResponseMetadata></AssumeRoleResponse>`;
  };
}
