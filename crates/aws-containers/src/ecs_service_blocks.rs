//! The blocks of `aws_ecs_service`: deployments, load balancers, network, placement.

use crate::common::{given, int, positive, text};
use crate::ecs_service::Service;
use aws_sdk_ecs::types;
use provision_aws_core::prelude::*;

/// Alarms that fail a deployment.
#[derive(Nested, Clone, Default)]
pub struct Alarms {
    /// Their names.
    #[attr(required)]
    pub alarm_names: Set<String>,
    /// They are heeded.
    #[attr(required)]
    pub enable: bool,
    /// A deployment that failed is rolled back.
    #[attr(required)]
    pub rollback: bool,
}

impl Alarms {
    /// As ECS tells it.
    pub fn told(told: &types::DeploymentAlarms) -> Alarms {
        let alarm_names = told.alarm_names.iter().cloned().collect();
        Alarms { alarm_names, enable: told.enable, rollback: told.rollback }
    }
    /// As ECS takes it.
    fn request(&self) -> Result<types::DeploymentAlarms, Error> {
        let request = types::DeploymentAlarms::builder().set_alarm_names(Some(self.alarm_names.to_vec()));
        Ok(request.enable(self.enable).rollback(self.rollback).build()?)
    }
}

/// A deployment that comes to nothing is given up.
#[derive(Nested, Clone, Default)]
pub struct CircuitBreaker {
    /// It is.
    #[attr(required)]
    pub enable: bool,
    /// And rolled back.
    #[attr(required)]
    pub rollback: bool,
}

impl CircuitBreaker {
    /// As ECS tells it.
    pub fn told(told: &types::DeploymentCircuitBreaker) -> CircuitBreaker {
        CircuitBreaker { enable: told.enable, rollback: told.rollback }
    }
}

/// Who carries out deployments.
#[derive(Nested, Clone, Default)]
pub struct Controller {
    /// `ECS`, `CODE_DEPLOY` or `EXTERNAL`.
    #[attr(optional, replace, default = "ECS", one_of("ECS", "CODE_DEPLOY", "EXTERNAL"))]
    pub r#type: Option<String>,
}

impl Controller {
    /// As ECS tells it; ECS itself where it tells none.
    pub fn told(told: Option<&types::DeploymentController>) -> Controller {
        Controller { r#type: Some(told.map_or("ECS", |c| c.r#type.as_str()).to_owned()) }
    }
    /// As ECS takes it.
    pub fn request(&self) -> Result<types::DeploymentController, Error> {
        let kind = text(&self.r#type).unwrap_or_else(|| "ECS".into());
        Ok(types::DeploymentController::builder().r#type(kind.as_str().into()).build()?)
    }
}

/// How deployments go, as ECS takes it.
pub fn deployment_configuration(service: &Service) -> Result<types::DeploymentConfiguration, Error> {
    let breaker = service
        .deployment_circuit_breaker
        .as_ref()
        .map(|b| types::DeploymentCircuitBreaker::builder().enable(b.enable).rollback(b.rollback).build());
    let daemon = service.is_daemon();
    let (most, fewest) = (service.deployment_maximum_percent, service.deployment_minimum_healthy_percent);
    Ok(types::DeploymentConfiguration::builder()
        .set_alarms(service.alarms.as_ref().map(Alarms::request).transpose()?)
        .set_deployment_circuit_breaker(breaker)
        .set_maximum_percent(int(most).filter(|_| !daemon))
        .set_minimum_healthy_percent(int(fewest).filter(|percent| !daemon || *percent != 100))
        .build())
}

/// A load balancer in front of tasks.
#[derive(Nested, Clone, Default)]
pub struct LoadBalancer {
    /// The container behind it.
    #[attr(required)]
    pub container_name: String,
    /// The container's port.
    #[attr(required, between(0, 65536))]
    pub container_port: i64,
    /// Name of a classic load balancer.
    #[attr(optional)]
    pub elb_name: Option<String>,
    /// The target group.
    #[attr(optional, arn)]
    pub target_group_arn: Option<String>,
}

impl LoadBalancer {
    /// As ECS tells it.
    pub fn told(told: &types::LoadBalancer) -> LoadBalancer {
        LoadBalancer {
            container_name: told.container_name.clone().unwrap_or_default(),
            container_port: told.container_port.unwrap_or_default().into(),
            elb_name: told.load_balancer_name.clone(),
            target_group_arn: told.target_group_arn.clone(),
        }
    }
    /// As ECS takes it.
    pub fn request(&self) -> types::LoadBalancer {
        types::LoadBalancer::builder()
            .container_name(&self.container_name)
            .set_container_port(int(Some(self.container_port)))
            .set_load_balancer_name(text(&self.elb_name))
            .set_target_group_arn(text(&self.target_group_arn))
            .build()
    }
}

/// Where tasks with network mode `awsvpc` are put.
#[derive(Nested, Clone, Default)]
pub struct Network {
    /// Tasks get a public address.
    #[attr(optional, default = false)]
    pub assign_public_ip: Option<bool>,
    /// Their security groups.
    #[attr(optional)]
    pub security_groups: Set<String>,
    /// Their subnets.
    #[attr(required)]
    pub subnets: Set<String>,
}

impl Network {
    /// As ECS tells it.
    pub fn told(told: &types::NetworkConfiguration) -> Network {
        let Some(vpc) = &told.awsvpc_configuration else { return Network::default() };
        Network {
            assign_public_ip: Some(vpc.assign_public_ip == Some(types::AssignPublicIp::Enabled)),
            security_groups: vpc.security_groups().iter().cloned().collect(),
            subnets: vpc.subnets.iter().cloned().collect(),
        }
    }
    /// As ECS takes it.
    pub fn request(&self) -> Result<types::NetworkConfiguration, Error> {
        let public = match self.assign_public_ip {
            Some(true) => types::AssignPublicIp::Enabled,
            _ => types::AssignPublicIp::Disabled,
        };
        let vpc = types::AwsVpcConfiguration::builder()
            .assign_public_ip(public)
            .set_security_groups(given(&self.security_groups))
            .set_subnets(Some(self.subnets.to_vec()))
            .build()?;
        Ok(types::NetworkConfiguration::builder().awsvpc_configuration(vpc).build())
    }
}

/// How tasks are placed on instances.
#[derive(Nested, Clone, Default)]
pub struct Placement {
    /// By what: `instanceId`, an attribute, `cpu`, `memory`.
    #[attr(optional, equal_by = case, normalize = placement_field)]
    pub field: Option<String>,
    /// `binpack`, `random` or `spread`.
    #[attr(required, one_of("random", "spread", "binpack"))]
    pub r#type: String,
}

/// `host` is another name for `instanceId`.
fn placement_field(field: &str) -> String {
    if field == "host" { "instanceId".into() } else { field.to_owned() }
}

impl Placement {
    /// As ECS tells it, which writes some fields in capitals that it takes in small letters only.
    pub fn told(told: &types::PlacementStrategy) -> Placement {
        let field = |f: &String| match f.as_str() {
            "MEMORY" | "CPU" => f.to_lowercase(),
            _ => f.clone(),
        };
        Placement {
            field: told.field.as_ref().map(field),
            r#type: told.r#type.as_ref().map(|t| t.as_str().to_owned()).unwrap_or_default(),
        }
    }
    /// As ECS takes it.
    pub fn request(&self) -> types::PlacementStrategy {
        let request = types::PlacementStrategy::builder().r#type(self.r#type.as_str().into());
        request.set_field(text(&self.field)).build()
    }
}

/// Where tasks may be placed.
#[derive(Nested, Clone, Default)]
pub struct Constraint {
    /// Which instances, with `memberOf`.
    #[attr(optional)]
    pub expression: Option<String>,
    /// `memberOf` or `distinctInstance`.
    #[attr(required, one_of("distinctInstance", "memberOf"))]
    pub r#type: String,
}

impl Constraint {
    /// As ECS tells it.
    pub fn told(told: &types::PlacementConstraint) -> Constraint {
        Constraint {
            expression: told.expression.clone(),
            r#type: told.r#type.as_ref().map(|t| t.as_str().to_owned()).unwrap_or_default(),
        }
    }
    /// As ECS takes it.
    pub fn request(&self) -> types::PlacementConstraint {
        let request = types::PlacementConstraint::builder().r#type(self.r#type.as_str().into());
        request.set_expression(text(&self.expression)).build()
    }
}

/// Service discovery in Cloud Map.
#[derive(Nested, Clone, Default)]
pub struct Registry {
    /// The container that is found.
    #[attr(optional)]
    pub container_name: Option<String>,
    /// Its port.
    #[attr(optional, between(0, 65536))]
    pub container_port: Option<i64>,
    /// The port of SRV records.
    #[attr(optional, between(0, 65536))]
    pub port: Option<i64>,
    /// ARN of the Cloud Map service.
    #[attr(required, arn)]
    pub registry_arn: String,
}

impl Registry {
    /// As ECS tells it.
    pub fn told(told: &types::ServiceRegistry) -> Registry {
        Registry {
            container_name: told.container_name.clone(),
            container_port: told.container_port.map(Into::into),
            port: told.port.map(Into::into),
            registry_arn: told.registry_arn.clone().unwrap_or_default(),
        }
    }
    /// As ECS takes it.
    pub fn request(&self) -> types::ServiceRegistry {
        types::ServiceRegistry::builder()
            .registry_arn(&self.registry_arn)
            .set_container_name(text(&self.container_name))
            .set_container_port(positive(self.container_port))
            .set_port(positive(self.port))
            .build()
    }
}

/// VPC Lattice in front of tasks.
#[derive(Nested, Clone, Default)]
pub struct Lattice {
    /// Name of a port in the task definition.
    #[attr(required, length(1, 64))]
    pub port_name: String,
    /// Role that registers the targets.
    #[attr(required, arn)]
    pub role_arn: String,
    /// The target group.
    #[attr(required, arn)]
    pub target_group_arn: String,
}

impl Lattice {
    /// As ECS tells it.
    pub fn told(told: &types::VpcLatticeConfiguration) -> Lattice {
        Lattice {
            port_name: told.port_name.clone(),
            role_arn: told.role_arn.clone(),
            target_group_arn: told.target_group_arn.clone(),
        }
    }
    /// As ECS takes it.
    pub fn request(&self) -> Result<types::VpcLatticeConfiguration, Error> {
        Ok(types::VpcLatticeConfiguration::builder()
            .port_name(&self.port_name)
            .role_arn(&self.role_arn)
            .target_group_arn(&self.target_group_arn)
            .build()?)
    }
}
