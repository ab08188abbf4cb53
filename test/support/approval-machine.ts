import { assembled } from '../infra/assembled.ts';

/** A state of Amazon States Language, as far as the tests look at it. */
export interface State {
  readonly Type: string;
  readonly TimeoutSeconds?: number;
  readonly MaxConcurrency?: number;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly JitterStrategy?: string; readonly MaxAttempts: number }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly ItemProcessor?: Machine;
}

/** A state machine of Amazon States Language. */
export interface Machine {
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds: number;
}

/** ARN of a function of the local cloud. */
export const functionArn = (name: string): string => `arn:aws-cn:lambda:cn-north-1:000000000000:function:${name}`;

/** The approval machine as CloudFormation would write it, its carrier being the function `approval`. */
export function approvalMachine(): Machine {
  const texts = assembled('cn-north-1')
    .all('AWS::StepFunctions::StateMachine')
    .map(({ Properties }) => {
      const parts = Properties.DefinitionString['Fn::Join'][1] as readonly unknown[];
      return parts.map((part) => (typeof part === 'string' ? part : (part as { Ref?: string }).Ref ? 'aws-cn' : functionArn('approval'))).join('');
    });
  return JSON.parse(texts.find((text) => text.includes('waitForTaskToken')) ?? '') as Machine;
}
