import {
  CfnEIP,
  CfnSecurityGroup,
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  NatProvider,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, type Function } from 'aws-cdk-lib/aws-lambda';
import { ArnFormat, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { Construct, type IDependable } from 'constructs';
import { serviceLogs } from '#lib/service-logs.ts';
import { removalPolicyOf, type Stage } from '#lib/stage-settings.ts';

interface Place {
  readonly subnetIds: string[];
  readonly securityGroupIds: string[];
  /** Before it stands, nothing gets out. */
  readonly wayOut?: IDependable;
}

/** Where functions stand that call ERPs which only answer addresses they know. docs/decisions/0018-a-network-for-erps.md. */
export class ErpNetwork extends Construct {
  readonly #place: Place;
  readonly #stage: Stage;

  constructor(scope: Construct, id: string, stage: Stage, vpc: NonNullable<Stage['vpc']>) {
    super(scope, id);
    this.#stage = stage;
    this.#place = vpc.kind === 'existing' ? vpc : smallNetwork(this, stage);
  }

  /** Puts a function into the network. */
  join(caller: Function): void {
    const resource = caller.node.defaultChild;
    if (!(resource instanceof CfnFunction)) throw new Error(`${caller.node.path} has no resource of its own.`);
    const { subnetIds, securityGroupIds, wayOut } = this.#place;
    resource.vpcConfig = { subnetIds, securityGroupIds };
    if (wayOut) caller.node.addDependency(wayOut);
    for (const statement of this.#interfaces()) caller.addToRolePolicy(statement);
  }

  /**
   * Lambda makes the network interfaces with the function's role, and EC2 knows no narrower resource for it; the function's own code may
   * not: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html.
   */
  #interfaces(): PolicyStatement[] {
    const actions = [
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ];
    const ours = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: `send-to-erp-${this.#stage.name}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return [
      new PolicyStatement({ actions, resources: ['*'] }),
      new PolicyStatement({
        effect: Effect.DENY,
        actions,
        resources: ['*'],
        conditions: { ArnLike: { 'lambda:SourceFunctionArn': ours } },
      }),
    ];
  }
}

/** Two zones for functions and one NAT with one address: when its zone fails, exports wait, and none is lost. */
const smallNetwork = (scope: Construct, stage: Stage): Place => {
  const address = new CfnEIP(scope, 'Address', { domain: 'vpc' });
  // ERPs let it in, so it is not given up lightly.
  address.applyRemovalPolicy(removalPolicyOf(stage));
  new CfnOutput(Stack.of(scope), 'AddressErpsSee', { value: address.attrPublicIp });
  const vpc = new Vpc(scope, 'Vpc', {
    ipAddresses: IpAddresses.cidr('10.91.0.0/24'),
    maxAzs: 2,
    natGateways: 1,
    natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
    subnetConfiguration: [
      { name: 'Nat', subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
      { name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 26 },
    ],
    // Free, and most of what a function says to AWS. The rest leaves by the NAT: endpoints for it would cost more.
    gatewayEndpoints: { Ledger: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
    // Nothing stands in the default group; the function that CDK would empty it with may change every security group.
    restrictDefaultSecurityGroup: false,
  });
  vpc.addFlowLog('Rejected', {
    destination: FlowLogDestination.toCloudWatchLogs(serviceLogs(scope, 'RejectedLogs', stage)),
    trafficType: FlowLogTrafficType.REJECT,
  });
  // Without rules nobody gets in, and what functions call is let out: an ERP may have any port.
  const group = new CfnSecurityGroup(scope, 'Callers', {
    vpcId: vpc.vpcId,
    groupDescription: 'Functions that call ERPs',
  });
  const { subnetIds, internetConnectivityEstablished: wayOut } = vpc.selectSubnets({
    subnetType: SubnetType.PRIVATE_WITH_EGRESS,
  });
  return { subnetIds, securityGroupIds: [group.attrGroupId], wayOut };
};
