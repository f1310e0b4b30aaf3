//! Network interfaces as types of several families see them.

use crate::{common, ec2};
use aws_sdk_ec2::types::NetworkInterface;
use provision_aws_core::prelude::*;
use std::time::Duration;

/// Interfaces by id, in one call with whoever else asks for some now.
pub async fn by_id(
    cx: &Cx,
    ids: impl IntoIterator<Item = Key>,
) -> Result<HashMap<Key, NetworkInterface>, Error> {
    let call =
        |f| ec2(cx).describe_network_interfaces().filters(f).into_paginator().items().send().try_collect();
    common::by_id(cx, "network-interface-id", ids, NetworkInterface::network_interface_id, call).await
}

/// Takes an interface from what it is attached to, and waits until it is free.
pub async fn detach(cx: &Cx, id: &str, attachment: &str) -> Result<(), Error> {
    let call = ec2(cx).detach_network_interface().attachment_id(attachment).force(true);
    match call.send().await.map_err(Error::from) {
        Err(e) if e.is_not_found() => return Ok(()),
        other => other?,
    };
    for _ in 0..120 {
        let attached = by_id(cx, [id.to_owned()]).await?.remove(id).and_then(|i| i.attachment);
        if attached.is_none_or(|a| a.attachment_id.as_deref() != Some(attachment)) {
            return Ok(());
        }
        cx.tick(Duration::from_secs(5)).await;
    }
    Err(Error::new(Class::Timeout, format!("The interface {id} is still being detached.")))
}

/// Deletes an interface. One that is still being let go of is waited for, as any dependency is.
pub async fn delete(cx: &Cx, id: &str) -> Result<(), Error> {
    match ec2(cx).delete_network_interface().network_interface_id(id).send().await.map_err(Error::from) {
        Err(e) if e.is(&["InvalidParameterValue"]) && e.message.contains("in use") => {
            Err(e.with_class(Class::Dependency))
        }
        other => other.map(drop),
    }
}
