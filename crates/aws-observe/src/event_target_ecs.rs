//! The block `ecs_target` of `aws_cloudwatch_event_target`.

use aws_sdk_eventbridge::types;
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, long, word};

/// Tasks of ECS.
#[derive(Nested, Clone, Default)]
pub struct Ecs {
    /// Where capacity comes from.
    #[block(set)]
    pub capacity_provider_strategy: Set<Capacity>,
    /// ECS tags the tasks itself.
    #[attr(optional, default = false)]
    pub enable_ecs_managed_tags: Option<bool>,
    /// Commands can be run in them.
    #[attr(optional, default = false)]
    pub enable_execute_command: Option<bool>,
    /// The group that they belong to.
    #[attr(optional, length(1, 255))]
    pub group: Option<String>,
    /// `EC2`, `FARGATE` or `EXTERNAL`.
    #[attr(optional, one_of("EC2", "FARGATE", "EXTERNAL"))]
    pub launch_type: Option<String>,
    /// Their network.
    #[block(list, max = 1)]
    pub network_configuration: Option<Network>,
    /// By what they are placed, the first first.
    #[block(list, max = 5)]
    pub ordered_placement_strategy: Vec<Strategy>,
    /// Where they may not be placed.
    #[block(set, max = 10)]
    pub placement_constraint: Set<Constraint>,
    /// The version of Fargate.
    #[attr(optional, length(0, 1600))]
    pub platform_version: Option<String>,
    /// Whose tags they get.
    #[attr(optional, one_of("TASK_DEFINITION"))]
    pub propagate_tags: Option<String>,
    /// Their tags.
    #[attr(optional)]
    pub tags: BTreeMap<String, String>,
    /// How many.
    #[attr(optional, default = 1, between(1, 2147483647))]
    pub task_count: Option<i64>,
    /// What they are.
    #[attr(required, arn)]
    pub task_definition_arn: String,
}

/// A capacity provider.
#[derive(Nested, Clone, Default)]
pub struct Capacity {
    /// How many tasks it gets at least.
    #[attr(optional, between(0, 100000))]
    pub base: Option<i64>,
    /// Its name.
    #[attr(required)]
    pub capacity_provider: String,
    /// Its share of the others.
    #[attr(optional, between(0, 1000))]
    pub weight: Option<i64>,
}

/// The network of tasks.
#[derive(Nested, Clone, Default)]
pub struct Network {
    /// They get a public address.
    #[attr(optional, default = false)]
    pub assign_public_ip: Option<bool>,
    /// Their security groups.
    #[attr(optional)]
    pub security_groups: Set<String>,
    /// Their subnets.
    #[attr(required)]
    pub subnets: Set<String>,
}

/// By what tasks are placed.
#[derive(Nested, Clone, Default)]
pub struct Strategy {
    /// By which attribute of instances.
    #[attr(optional, length(0, 255))]
    pub field: Option<String>,
    /// `binpack`, `random` or `spread`.
    #[attr(required, one_of("random", "spread", "binpack"))]
    pub r#type: String,
}

/// Where tasks may not be placed.
#[derive(Nested, Clone, Default)]
pub struct Constraint {
    /// Which instances may be.
    #[attr(optional)]
    pub expression: Option<String>,
    /// `distinctInstance` or `memberOf`.
    #[attr(required, one_of("distinctInstance", "memberOf"))]
    pub r#type: String,
}

impl Ecs {
    /// As EventBridge takes it.
    pub fn request(&self) -> Result<types::EcsParameters, Error> {
        let capacity = |c: &Capacity| {
            types::CapacityProviderStrategyItem::builder()
                .capacity_provider(&c.capacity_provider)
                .base(int(c.base).unwrap_or_default())
                .weight(int(c.weight).unwrap_or_default())
                .build()
        };
        let capacity = self.capacity_provider_strategy.iter().map(capacity).collect::<Result<Vec<_>, _>>()?;
        let constraint = |c: &Constraint| {
            types::PlacementConstraint::builder()
                .r#type(c.r#type.as_str().into())
                .set_expression(text(&c.expression))
                .build()
        };
        let constraints: Vec<_> = self.placement_constraint.iter().map(constraint).collect();
        let strategy = |s: &Strategy| {
            types::PlacementStrategy::builder()
                .r#type(s.r#type.as_str().into())
                .set_field(text(&s.field))
                .build()
        };
        let strategies: Vec<_> = self.ordered_placement_strategy.iter().map(strategy).collect();
        let tags = crate::events::tag_list(&self.tags.clone().into_iter().collect())?;
        Ok(types::EcsParameters::builder()
            .set_capacity_provider_strategy(given(&capacity))
            .enable_ecs_managed_tags(self.enable_ecs_managed_tags.unwrap_or_default())
            .enable_execute_command(self.enable_execute_command.unwrap_or_default())
            .set_group(text(&self.group))
            .set_launch_type(choice(&self.launch_type))
            .set_network_configuration(self.network_configuration.as_ref().map(Network::request).transpose()?)
            .set_placement_strategy(given(&strategies))
            .set_placement_constraints(given(&constraints))
            .set_platform_version(text(&self.platform_version))
            .set_propagate_tags(choice(&self.propagate_tags))
            .set_tags(tags)
            .set_task_count(int(self.task_count))
            .task_definition_arn(&self.task_definition_arn)
            .build()?)
    }
    /// As EventBridge tells it.
    pub fn told(told: &types::EcsParameters) -> Ecs {
        let capacity = |c: &types::CapacityProviderStrategyItem| Capacity {
            base: Some(c.base.into()),
            capacity_provider: c.capacity_provider.clone(),
            weight: Some(c.weight.into()),
        };
        let constraint = |c: &types::PlacementConstraint| Constraint {
            expression: c.expression.clone(),
            r#type: word(c.r#type.as_ref()).unwrap_or_default(),
        };
        let strategy = |s: &types::PlacementStrategy| Strategy {
            field: s.field.clone(),
            r#type: word(s.r#type.as_ref()).unwrap_or_default(),
        };
        Ecs {
            capacity_provider_strategy: told.capacity_provider_strategy().iter().map(capacity).collect(),
            enable_ecs_managed_tags: Some(told.enable_ecs_managed_tags),
            enable_execute_command: Some(told.enable_execute_command),
            group: told.group.clone(),
            launch_type: word(told.launch_type.as_ref()),
            network_configuration: told.network_configuration.as_ref().map(Network::told),
            ordered_placement_strategy: told.placement_strategy().iter().map(strategy).collect(),
            placement_constraint: told.placement_constraints().iter().map(constraint).collect(),
            platform_version: told.platform_version.clone(),
            propagate_tags: word(told.propagate_tags.as_ref()),
            tags: told.tags().iter().map(|t| (t.key.clone(), t.value.clone())).collect(),
            task_count: long(told.task_count),
            task_definition_arn: told.task_definition_arn.clone(),
        }
    }
}

impl Network {
    fn request(&self) -> Result<types::NetworkConfiguration, Error> {
        let address = match self.assign_public_ip {
            Some(true) => types::AssignPublicIp::Enabled,
            _ => types::AssignPublicIp::Disabled,
        };
        let vpc = types::AwsVpcConfiguration::builder()
            .assign_public_ip(address)
            .set_security_groups(given(&self.security_groups))
            .set_subnets(Some(self.subnets.to_vec()))
            .build()?;
        Ok(types::NetworkConfiguration::builder().awsvpc_configuration(vpc).build())
    }
    fn told(told: &types::NetworkConfiguration) -> Network {
        let Some(vpc) = &told.awsvpc_configuration else { return Network::default() };
        Network {
            assign_public_ip: Some(vpc.assign_public_ip == Some(types::AssignPublicIp::Enabled)),
            security_groups: vpc.security_groups().iter().cloned().collect(),
            subnets: vpc.subnets.iter().cloned().collect(),
        }
    }
}
