//! Changing an instance in place.

use crate::common::choice;
use crate::instance::Instance;
use crate::instance_blocks::CapacityReservation;
use crate::instance_devices::Root;
use crate::instance_read::{describe, primary};
use crate::instance_user_data::bytes;
use aws_sdk_ec2::operation::modify_instance_attribute::builders::ModifyInstanceAttributeFluentBuilder;
use aws_sdk_ec2::primitives::Blob;
use aws_sdk_ec2::types::{self, AttributeBooleanValue, AttributeValue, SecureBlobAttributeValue};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use provision_aws_core::tags::merged;
use provision_aws_ec2::{ec2, filter, retag};
use std::time::Duration;
use tokio::time::Instant;

/// Between two looks at an instance that stops or a volume that changes.
const EVERY: Duration = Duration::from_secs(5);

/// Carries out a change. What needs the instance to be stopped is done in one stop.
pub async fn change(cx: &Cx, change: &Change<'_, Instance>, step: &Step) -> Result<(), Error> {
    let to = change.to;
    volume_tags(cx, change).await?;
    profile(cx, change).await?;
    interface(cx, change).await?;
    let yes = |on: Option<bool>| AttributeBooleanValue::builder().value(on.unwrap_or_default()).build();
    // Protection against a stop goes before one, and comes after it.
    let protect = change.changed("disable_api_stop");
    if protect && to.disable_api_stop != Some(true) {
        modify(cx, to).disable_api_stop(yes(Some(false))).send().await?;
    }
    stopped_for(cx, change, step).await?;
    if protect && to.disable_api_stop == Some(true) {
        modify(cx, to).disable_api_stop(yes(Some(true))).send().await?;
    }
    if change.changed("disable_api_termination") {
        let call = modify(cx, to).disable_api_termination(yes(to.disable_api_termination));
        match call.send().await.map_err(Error::from) {
            // A spot instance knows no protection.
            Err(e) if e.is(&["UnsupportedOperation"]) && to.disable_api_termination != Some(true) => {}
            other => drop(other?),
        }
    }
    if change.changed("instance_initiated_shutdown_behavior") {
        let behavior =
            AttributeValue::builder().set_value(text(&to.instance_initiated_shutdown_behavior)).build();
        modify(cx, to).instance_initiated_shutdown_behavior(behavior).send().await?;
    }
    settings(cx, change).await?;
    disks(cx, change, step).await?;
    retag(cx, &to.id, &change.tags).await
}

fn modify(cx: &Cx, to: &Instance) -> ModifyInstanceAttributeFluentBuilder {
    ec2(cx).modify_instance_attribute().instance_id(&to.id)
}

/// Settings with calls of their own.
async fn settings(cx: &Cx, change: &Change<'_, Instance>) -> Result<(), Error> {
    let (id, to) = (&change.to.id, change.to);
    if let (true, Some(options)) = (change.changed("maintenance_options"), &to.maintenance_options) {
        let call = ec2(cx).modify_instance_maintenance_options().instance_id(id);
        call.set_auto_recovery(choice(&options.auto_recovery)).send().await?;
    }
    if change.changed("monitoring") {
        match to.monitoring {
            Some(true) => drop(ec2(cx).monitor_instances().instance_ids(id).send().await?),
            _ => drop(ec2(cx).unmonitor_instances().instance_ids(id).send().await?),
        }
    }
    let credits = to.credit_specification.as_ref().and_then(|c| text(&c.cpu_credits));
    if let (true, Some(credits)) = (change.changed("credit_specification"), credits) {
        let wanted =
            types::InstanceCreditSpecificationRequest::builder().instance_id(id).cpu_credits(credits);
        let call = ec2(cx).modify_instance_credit_specification();
        call.instance_credit_specifications(wanted.build()).send().await?;
    }
    if let (true, Some(options)) = (change.changed("metadata_options"), &to.metadata_options) {
        let mut call = ec2(cx)
            .modify_instance_metadata_options()
            .instance_id(id)
            .set_http_endpoint(choice(&options.http_endpoint));
        // With no service there is nothing else to set.
        if options.is_on() {
            call = call
                .set_http_protocol_ipv6(choice(&options.http_protocol_ipv6))
                .set_http_put_response_hop_limit(positive(options.http_put_response_hop_limit))
                .set_http_tokens(choice(&options.http_tokens))
                .set_instance_metadata_tags(choice(&options.instance_metadata_tags));
        }
        call.send().await?;
    }
    let reservation = to.capacity_reservation_specification.as_ref();
    if let (true, Some(wanted)) = (change.changed("capacity_reservation_specification"), reservation) {
        let call = ec2(cx).modify_instance_capacity_reservation_attributes().instance_id(id);
        call.capacity_reservation_specification(CapacityReservation::request(wanted)).send().await?;
    }
    Ok(())
}

/// Type, user data and host name can be changed only while it is stopped. One that was stopped before stays so.
async fn stopped_for(cx: &Cx, change: &Change<'_, Instance>, step: &Step) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    let names = |i: &Instance| i.private_dns_name_options.as_ref().and_then(|o| o.hostname_type.clone());
    let renamed = change.changed("private_dns_name_options") && names(from) != names(to);
    let names_change = change.changed("private_dns_name_options");
    if !(change.any(&["instance_type", "user_data", "user_data_base64"]) || renamed) {
        return if names_change { private_names(cx, to, false).await } else { Ok(()) };
    }
    let ran = from.instance_state.as_deref() != Some("stopped");
    if ran {
        step.progress("stopping it for the change");
        ec2(cx).stop_instances().instance_ids(&to.id).send().await?;
        until_state(cx, &to.id, "stopped", step).await?;
    }
    if change.changed("instance_type") {
        let kind = AttributeValue::builder().set_value(text(&to.instance_type)).build();
        modify(cx, to).instance_type(kind).send().await?;
    }
    for (name, data) in [("user_data", &to.user_data), ("user_data_base64", &to.user_data_base64)] {
        if change.changed(name) {
            let data = Blob::new(bytes(data.as_deref().unwrap_or_default()));
            let data = SecureBlobAttributeValue::builder().value(data).build();
            modify(cx, to).user_data(data).send().await?;
        }
    }
    if names_change {
        private_names(cx, to, renamed).await?;
    }
    if ran {
        step.progress("starting it again");
        // The type's change is not known everywhere at once.
        let not_yet = |e: &Error| {
            let text = "LaunchPlan instance type does not match attribute value";
            e.is(&["InvalidParameterValue"]) && e.message.contains(text)
        };
        cx.retry(PROPAGATION, not_yet, || ec2(cx).start_instances().instance_ids(&to.id).send()).await?;
        until_state(cx, &to.id, "running", step).await?;
    }
    Ok(())
}

async fn private_names(cx: &Cx, to: &Instance, renamed: bool) -> Result<(), Error> {
    let Some(options) = &to.private_dns_name_options else { return Ok(()) };
    let call = ec2(cx)
        .modify_private_dns_name_options()
        .instance_id(&to.id)
        .set_enable_resource_name_dns_a_record(options.enable_resource_name_dns_a_record)
        .set_enable_resource_name_dns_aaaa_record(options.enable_resource_name_dns_aaaa_record);
    call.set_private_dns_hostname_type(choice(&options.hostname_type).filter(|_| renamed)).send().await?;
    Ok(())
}

async fn until_state(cx: &Cx, id: &str, wanted: &str, step: &Step) -> Result<(), Error> {
    let end = Instant::now() + cx.scaled(step.limit());
    loop {
        let told = describe(cx, vec![id.to_owned()]).await?;
        let state = told.get(id).and_then(|i| i.state.as_ref()?.name.as_ref()).map_or("gone", |s| s.as_str());
        match state {
            state if state == wanted => return Ok(()),
            "terminated" | "shutting-down" | "gone" => {
                return Err(Error::new(Class::Conflict, format!("{id} is {state}, not {wanted}.")));
            }
            state if Instant::now() >= end => {
                return Err(Error::new(Class::Timeout, format!("{id} is still {state}, not {wanted}.")));
            }
            state => step.progress(&format!("waiting for {id} to be {wanted}: {state}")),
        }
        cx.tick(EVERY).await;
    }
}

/// The instance profile: of a running instance it is exchanged, of a stopped one taken away and given anew.
async fn profile(cx: &Cx, change: &Change<'_, Instance>) -> Result<(), Error> {
    if !change.changed("iam_instance_profile") {
        return Ok(());
    }
    let to = change.to;
    let told = ec2(cx)
        .describe_iam_instance_profile_associations()
        .filters(filter("instance-id", &to.id))
        .filters(filter("state", "associated"))
        .send()
        .await?;
    let held = told.iam_instance_profile_associations().first().and_then(|a| a.association_id.clone());
    let wanted = text(&to.iam_instance_profile)
        .map(|name| types::IamInstanceProfileSpecification::builder().name(name).build());
    let runs = change.from.instance_state.as_deref() == Some("running");
    match (held, wanted) {
        (Some(held), Some(wanted)) if runs => {
            let call = ec2(cx).replace_iam_instance_profile_association().association_id(held);
            let call = call.iam_instance_profile(wanted);
            cx.until_role_known(|| call.clone().send()).await?;
        }
        (held, wanted) => {
            if let Some(held) = held {
                ec2(cx).disassociate_iam_instance_profile().association_id(held).send().await?;
            }
            if let Some(wanted) = wanted {
                let call =
                    ec2(cx).associate_iam_instance_profile().instance_id(&to.id).iam_instance_profile(wanted);
                cx.until_role_known(|| call.clone().send()).await?;
            }
        }
    }
    Ok(())
}

/// Addresses, groups and checks of the primary interface. With several interfaces EC2 takes no changes through the instance.
async fn interface(cx: &Cx, change: &Change<'_, Instance>) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    if change.changed("source_dest_check") && to.network_interface.is_empty() {
        let on = AttributeBooleanValue::builder().value(to.source_dest_check.unwrap_or(true)).build();
        modify(cx, to).source_dest_check(on).send().await?;
    }
    let names =
        ["secondary_private_ips", "vpc_security_group_ids", "ipv6_address_count", "enable_primary_ipv6"];
    if !change.any(&names) {
        return Ok(());
    }
    let told = describe(cx, vec![to.id.clone()]).await?;
    let id = told.get(&to.id).and_then(primary).and_then(|i| i.network_interface_id.clone());
    let id = id.ok_or_else(|| Error::incomplete("a primary network interface"))?;
    if change.changed("secondary_private_ips") {
        let (before, after) = (&from.secondary_private_ips, &to.secondary_private_ips);
        let some = |addresses: Vec<&String>| given(&addresses.into_iter().cloned().collect::<Vec<_>>());
        if let Some(gone) = some(before.minus(after)) {
            let call = ec2(cx).unassign_private_ip_addresses().network_interface_id(&id);
            call.set_private_ip_addresses(Some(gone)).send().await?;
        }
        if let Some(new) = some(after.minus(before)) {
            let call = ec2(cx).assign_private_ip_addresses().network_interface_id(&id);
            call.set_private_ip_addresses(Some(new)).send().await?;
        }
    }
    if change.changed("vpc_security_group_ids") {
        let groups = given(&to.vpc_security_group_ids).ok_or_else(|| {
            let message = "An instance needs a security group.";
            Error::new(Class::Validation, message).help("Name one in `vpc_security_group_ids`.")
        })?;
        let call = ec2(cx).modify_network_interface_attribute().network_interface_id(&id);
        call.set_groups(Some(groups)).send().await?;
    }
    if change.changed("ipv6_address_count") {
        let held = from.ipv6_addresses.len();
        let wanted = usize::try_from(to.ipv6_address_count.unwrap_or_default()).unwrap_or_default();
        if let Some(surplus) = from.ipv6_addresses.get(wanted..).filter(|s| !s.is_empty()) {
            let call = ec2(cx).unassign_ipv6_addresses().network_interface_id(&id);
            call.set_ipv6_addresses(Some(surplus.to_vec())).send().await?;
        } else if wanted > held {
            let call = ec2(cx).assign_ipv6_addresses().network_interface_id(&id);
            call.set_ipv6_address_count(int(i64::try_from(wanted - held).ok())).send().await?;
        }
    }
    if change.changed("enable_primary_ipv6") && to.enable_primary_ipv6 == Some(true) {
        let call = ec2(cx).modify_network_interface_attribute().network_interface_id(&id);
        call.enable_primary_ipv6(true).send().await?;
    }
    Ok(())
}

/// Tags of all its volumes, under the provider's defaults.
async fn volume_tags(cx: &Cx, change: &Change<'_, Instance>) -> Result<(), Error> {
    if !change.changed("volume_tags") {
        return Ok(());
    }
    let with_defaults = |i: &Instance| merged(cx.facts(), &i.volume_tags.clone().unwrap_or_default());
    let diff = TagDiff::between(&with_defaults(change.from), &with_defaults(change.to));
    let call = ec2(cx).describe_volumes().filters(filter("attachment.instance-id", &change.to.id));
    let volumes: Vec<types::Volume> = call.into_paginator().items().send().try_collect().await?;
    for id in volumes.iter().filter_map(|v| v.volume_id.as_ref()) {
        retag(cx, id, &diff).await?;
    }
    Ok(())
}

/// The root disk, and tags of the others right after the launch.
async fn disks(cx: &Cx, change: &Change<'_, Instance>, step: &Step) -> Result<(), Error> {
    let (from, to) = (change.from, change.to);
    if let (true, Some(before), Some(after)) =
        (change.changed("root_block_device"), &from.root_block_device, &to.root_block_device)
    {
        root(cx, &to.id, before, after, step).await?;
    }
    if change.changed("ebs_block_device") {
        for disk in to.ebs_block_device.iter() {
            let held = from.ebs_block_device.iter().find(|d| d.device_name == disk.device_name);
            if let Some((held, volume)) = held.and_then(|h| Some((h, h.volume_id.as_ref()?))) {
                disk_tags(cx, volume, &held.tags, &disk.tags).await?;
            }
        }
    }
    Ok(())
}

async fn disk_tags(cx: &Cx, volume: &str, from: &Tags, to: &Tags) -> Result<(), Error> {
    retag(cx, volume, &TagDiff::between(&merged(cx.facts(), from), &merged(cx.facts(), to))).await
}

async fn root(cx: &Cx, id: &str, before: &Root, after: &Root, step: &Step) -> Result<(), Error> {
    let volume = text(&before.volume_id).ok_or_else(|| Error::incomplete("the root volume"))?;
    let differs = |old: Option<i64>, new: Option<i64>| int(new.filter(|n| *n != 0 && old != Some(*n)));
    let kind = text(&after.volume_type).filter(|_| before.volume_type != after.volume_type);
    let size = differs(before.volume_size, after.volume_size);
    let iops = differs(before.iops, after.iops);
    let throughput = differs(before.throughput, after.throughput);
    if kind.is_some() || size.is_some() || iops.is_some() || throughput.is_some() {
        // It refuses what does not go with the type, as at the launch.
        after.request()?;
        let call = ec2(cx).modify_volume().volume_id(&volume).set_size(size).set_iops(iops);
        let call = call.set_throughput(throughput).set_volume_type(choice(&kind));
        call.send().await?;
        until_modified(cx, &volume, step).await?;
    }
    if before.delete_on_termination != after.delete_on_termination {
        let ebs = types::EbsInstanceBlockDeviceSpecification::builder()
            .set_delete_on_termination(after.delete_on_termination)
            .build();
        let device = types::InstanceBlockDeviceMappingSpecification::builder()
            .set_device_name(before.device_name.clone())
            .ebs(ebs)
            .build();
        let call = ec2(cx).modify_instance_attribute().instance_id(id);
        call.block_device_mappings(device).send().await?;
    }
    disk_tags(cx, &volume, &before.tags, &after.tags).await
}

/// A volume that optimizes already has its new size.
async fn until_modified(cx: &Cx, volume: &str, step: &Step) -> Result<(), Error> {
    let end = Instant::now() + cx.scaled(step.limit());
    loop {
        let told = ec2(cx).describe_volumes_modifications().volume_ids(volume).send().await?;
        let newest = told.volumes_modifications().iter().max_by_key(|m| m.start_time.map(|t| t.secs()));
        let state = newest.and_then(|m| m.modification_state.as_ref()).map_or("completed", |s| s.as_str());
        match state {
            "completed" | "optimizing" => return Ok(()),
            "failed" => {
                let reason = newest.and_then(|m| m.status_message.clone()).unwrap_or_default();
                return Err(Error::new(Class::Other, format!("{volume} could not be changed: {reason}")));
            }
            state if Instant::now() >= end => {
                return Err(Error::new(Class::Timeout, format!("{volume} is still {state}.")));
            }
            state => step.progress(&format!("waiting for {volume}: {state}")),
        }
        cx.tick(EVERY).await;
    }
}
