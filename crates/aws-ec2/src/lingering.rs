//! Network interfaces that AWS leaves behind: a service that made some keeps them for minutes after it needs them, and their
//! subnets and security groups with them.

use crate::interfaces::{by_id, delete, detach};
use crate::{ec2, filter};
use aws_sdk_ec2::types::{NetworkInterface, NetworkInterfaceAttachment};
use provision_aws_core::prelude::*;
use provision_engine::provider::ProviderError;
use std::future::Future;
use std::time::Duration;
use tokio::time::Instant;

/// Who attaches the interfaces of Lambda functions, and of load balancers that have no security groups of their own.
const AWS: &str = "amazon-aws";
/// Who attaches the interfaces of application load balancers.
const BALANCING: &str = "amazon-elb";
/// How long Lambda takes, at most, to let go of an interface.
const LAMBDA: Duration = Duration::from_secs(45 * 60);
/// How long a load balancer takes.
const BALANCER: Duration = Duration::from_secs(5 * 60);

/// Deletes by `call` a subnet or security group, the one that `filter_name` finds interfaces of. Those that a service left in it
/// are waited for and deleted; of others, which somebody still needs or which AWS takes away itself, the error tells.
pub async fn delete_around<T, E, F, Fut>(
    cx: &Cx,
    step: &Step,
    filter_name: &str,
    id: &str,
    call: F,
) -> Result<(), Error>
where
    E: Into<Error>,
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let held = match call().await.map_err(Into::into) {
        Err(e) if e.class == Class::Dependency => e,
        other => return other.map(drop),
    };
    let all = ec2(cx).describe_network_interfaces().filters(filter(filter_name, id));
    let all = all.into_paginator().items().send().try_collect().await?;
    let left: Vec<&NetworkInterface> = all.iter().filter(|i| is_left(i)).collect();
    if left.is_empty() {
        return Err(naming(held, &all));
    }
    for gone in each(left, 10, |interface| take_away(cx, step, interface)).await {
        gone?;
    }
    call().await.map(drop).map_err(Into::into)
}

fn is_lambdas(interface: &NetworkInterface) -> bool {
    interface.description().is_some_and(|d| d.starts_with("AWS Lambda VPC ENI"))
}

/// True for an interface of a service that does not delete its own.
fn is_left(interface: &NetworkInterface) -> bool {
    is_lambdas(interface) || interface.requester_id().is_some_and(|who| who.ends_with(":Comprehend"))
}

/// Deletes one, after its service has let go of it.
async fn take_away(cx: &Cx, step: &Step, interface: &NetworkInterface) -> Result<(), Error> {
    let id = interface.network_interface_id().unwrap_or_default();
    let mut attachment = interface.attachment.clone();
    let end = Instant::now() + cx.scaled(LAMBDA);
    let by_aws = |a: &NetworkInterfaceAttachment| a.instance_owner_id() == Some(AWS);
    while is_lambdas(interface) && attachment.as_ref().is_some_and(by_aws) && Instant::now() < end {
        step.progress(&format!("waiting for Lambda to let go of {id}"));
        cx.tick(Duration::from_secs(10)).await;
        let Some(now) = by_id(cx, [id.to_owned()]).await?.remove(id) else { return Ok(()) };
        attachment = now.attachment;
    }
    free(cx, id, attachment).await
}

/// Detaches and deletes one; it may go by itself meanwhile.
async fn free(cx: &Cx, id: &str, attachment: Option<NetworkInterfaceAttachment>) -> Result<(), Error> {
    if let Some(attachment) = attachment.and_then(|a| a.attachment_id) {
        detach(cx, id, &attachment).await?;
    }
    match delete(cx, id).await {
        Err(e) if e.is_not_found() || e.class == Class::Dependency => Ok(()),
        other => other,
    }
}

/// A dependency with the interfaces that it is about.
fn naming(held: Error, interfaces: &[NetworkInterface]) -> Error {
    if interfaces.is_empty() {
        return held;
    }
    let name = |i: &NetworkInterface| {
        let id = i.network_interface_id().unwrap_or_default();
        match i.description().filter(|d| !d.is_empty()) {
            Some(description) => format!("{id} ({description})"),
            None => id.to_owned(),
        }
    };
    let names: Vec<String> = interfaces.iter().take(5).map(name).collect();
    let more = if interfaces.len() > names.len() { " and more" } else { "" };
    let mut error = ProviderError::from(held);
    error.message = format!("{} It holds {}{more}.", error.message, names.join(", "));
    error.into()
}

/// After the deletion of a load balancer, by the last part of its ARN (`app/web/50dc6c495c0c9188`): its interfaces stay for
/// minutes. Those of an application load balancer can be freed; those of others AWS alone may take away, which is waited for. Nothing
/// of it is an error: whoever needs them gone waits for them as well.
pub async fn after_balancer(cx: &Cx, step: &Step, name: &str) {
    let owner = if name.starts_with("app/") { BALANCING } else { AWS };
    let end = Instant::now() + cx.scaled(BALANCER);
    loop {
        let call = ec2(cx)
            .describe_network_interfaces()
            .filters(filter("attachment.instance-owner-id", owner))
            .filters(filter("description", format!("ELB {name}")));
        let told = call.into_paginator().items().send().try_collect().await;
        let left = match told.map_err(Error::from) {
            Ok(left) if !left.is_empty() && Instant::now() < end => left,
            Ok(_) => return,
            Err(e) => return tracing::debug!(name, error = %e.message, "its interfaces are not known"),
        };
        if owner == BALANCING {
            let freed = each(left, 10, |i| async move {
                let id = i.network_interface_id.unwrap_or_default();
                free(cx, &id, i.attachment).await
            });
            for e in freed.await.into_iter().filter_map(Result::err) {
                tracing::debug!(name, error = %e.message, "an interface stays until AWS takes it away");
            }
            return;
        }
        step.progress(&format!("waiting for {} network interfaces to go", left.len()));
        cx.tick(Duration::from_secs(10)).await;
    }
}
