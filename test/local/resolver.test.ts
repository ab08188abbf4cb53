import { describe, expect, it } from 'vitest';
import { readModel } from '../../local/cloud-model.ts';
import { type Json, resolverOf, type Template } from '../../local/resolver.ts';

const template: Template = {
  Parameters: { Issuer: {} },
  Resources: {
    Table: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { KeySchema: [], AttributeDefinitions: [] } },
    Files: { Type: 'AWS::S3::Bucket' },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'HouseBus' } },
    Role: { Type: 'AWS::IAM::Role', Properties: { Path: '/wuyun/workflow/' } },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { DefinitionString: { 'Fn::Join': ['', ['{"Arn":"', { 'Fn::GetAtt': ['Fn', 'Arn'] }, '"}']] } },
    },
    Fn: { Type: 'AWS::Lambda::Function', Metadata: { 'wuyun:entry': 'functions/a.ts' }, Properties: { Environment: { Variables: { T: { Ref: 'Table' } } } } },
  },
};

describe('resolver', () => {
  const resolve = resolverOf(template);

  it.each([
    { value: { Ref: 'Files' }, gives: 'files' },
    { value: { Ref: 'Bus' }, gives: 'HouseBus' },
    { value: { Ref: 'Issuer' }, gives: '' },
    { value: { Ref: 'AWS::Partition' }, gives: 'aws-cn' },
    { value: { Ref: 'Machine' }, gives: 'arn:aws-cn:states:cn-north-1:000000000000:stateMachine:Machine' },
    { value: { 'Fn::GetAtt': ['Role', 'Arn'] }, gives: 'arn:aws-cn:iam::000000000000:role/wuyun/workflow/Role' },
    { value: { 'Fn::GetAtt': ['Files', 'Arn'] }, gives: 'arn:aws-cn:s3:::files' },
    { value: { 'Fn::Sub': ['${Table}/${x}', { x: { Ref: 'Bus' } }] }, gives: 'Table/HouseBus' },
    { value: { 'Fn::Sub': 'arn:${AWS::Partition}:${Fn.Arn}' }, gives: 'arn:aws-cn:arn:aws-cn:lambda:cn-north-1:000000000000:function:Fn' },
    { value: { 'Fn::Select': [1, { 'Fn::Split': ['-', 'a-b-c'] }] }, gives: 'b' },
    { value: { 'Fn::Join': ['/', ['a', { Ref: 'Bus' }]] }, gives: 'a/HouseBus' },
    { value: [{ Ref: 'Bus' }, 1, null], gives: ['HouseBus', 1, null] },
    { value: { keep: 1, drop: { Ref: 'AWS::NoValue' } }, gives: { keep: 1 } },
  ])('$value is $gives', ({ value, gives }) => {
    expect(resolve(value as Json)).toEqual(gives);
  });

  it('throws on a function it does not know, and on a name that is not there', () => {
    expect(() => resolve({ 'Fn::If': ['x', 1, 2] })).toThrow('Fn::If');
    expect(() => resolve({ Ref: 'Nobody' })).toThrow('Nobody');
    expect(() => resolve({ 'Fn::GetAtt': ['Nobody', 'Arn'] })).toThrow('Nobody');
  });
});

describe('cloud model', () => {
  it('reads functions by their entry metadata and resolves the definition of a machine', () => {
    const model = readModel(template);
    expect(model.functions).toEqual([{ name: 'Fn', arn: 'arn:aws-cn:lambda:cn-north-1:000000000000:function:Fn', entry: 'functions/a.ts', timeoutSeconds: 3 }]);
    expect(model.machines[0]?.definition).toEqual({ Arn: 'arn:aws-cn:lambda:cn-north-1:000000000000:function:Fn' });
    expect(model.environment).toEqual({ T: 'Table' });
  });

  it('refuses a variable that has two values, because one process has one environment', () => {
    const other = { Type: 'AWS::Lambda::Function', Metadata: { 'wuyun:entry': 'functions/b.ts' }, Properties: { Environment: { Variables: { T: 'other' } } } };
    expect(() => readModel({ ...template, Resources: { ...template.Resources, Other: other } })).toThrow('variable T of Other');
  });
});
