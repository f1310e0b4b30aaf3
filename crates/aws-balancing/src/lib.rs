//! Load balancing: load balancers, target groups, listeners and their rules.

pub mod action;
mod balancer_settings;
mod condition;
pub mod data_elb_service_account;
pub mod data_load_balancer;
pub mod data_target_group;
pub mod elb;
mod group_settings;
pub mod listener;
pub mod listener_certificate;
pub mod listener_rule;
mod listener_settings;
pub mod load_balancer;
mod setting;
pub mod target_group;
pub mod target_group_attachment;
#[cfg(test)]
mod tests;

use data_load_balancer::LoadBalancerData;
use data_target_group::TargetGroupData;
use listener::Listener;
use listener_certificate::ListenerCertificate;
use listener_rule::ListenerRule;
use load_balancer::LoadBalancer;
use provision_aws_core::{
    ErasedData, ErasedResource, Family, data_source, data_source_as, resource, resource_as,
};
use target_group::TargetGroup;
use target_group_attachment::TargetGroupAttachment;

/// The managed types, one a line, and under the names that they had when there were only application load balancers.
pub fn resources() -> Vec<Box<dyn ErasedResource>> {
    vec![
        resource::<LoadBalancer>(), // aws_lb
        resource::<Listener>(),
        resource::<ListenerCertificate>(),
        resource::<ListenerRule>(),
        resource::<TargetGroup>(),
        resource::<TargetGroupAttachment>(),
        resource_as::<LoadBalancer>("aws_alb"),
        resource_as::<Listener>("aws_alb_listener"),
        resource_as::<ListenerCertificate>("aws_alb_listener_certificate"),
        resource_as::<ListenerRule>("aws_alb_listener_rule"),
        resource_as::<TargetGroup>("aws_alb_target_group"),
        resource_as::<TargetGroupAttachment>("aws_alb_target_group_attachment"),
    ]
}

/// The data sources, one a line.
pub fn data_sources() -> Vec<Box<dyn ErasedData>> {
    vec![
        data_source::<LoadBalancerData>(), // aws_lb
        data_source::<TargetGroupData>(),
        data_source::<data_elb_service_account::ServiceAccountData>(), // aws_elb_service_account
        data_source_as::<LoadBalancerData>("aws_alb"),
        data_source_as::<TargetGroupData>("aws_alb_target_group"),
    ]
}

/// The family as the provider takes it.
pub fn family() -> Family {
    Family { resources: resources(), data: data_sources() }
}
