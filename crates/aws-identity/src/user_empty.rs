//! What keeps a user from being deleted, and taking it away.

use crate::iam::{iam, ignore_gone};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;

/// Takes a user out of all groups. (IAM ListGroupsForUser, RemoveUserFromGroup)
pub async fn leave_groups(cx: &Cx, user: &str) -> Result<(), Error> {
    let pages = iam(cx).list_groups_for_user().user_name(user).into_paginator().items().send();
    for group in pages.try_collect().await? {
        let call = iam(cx).remove_user_from_group().user_name(user).group_name(group.group_name);
        ignore_gone(call.send().await)?;
    }
    Ok(())
}

/// Deletes all credentials of a user.
pub async fn forget(cx: &Cx, user: &str) -> Result<(), Error> {
    access_keys(cx, user).await?;
    ssh_keys(cx, user).await?;
    mfa_devices(cx, user).await?;
    login_profile(cx, user).await?;
    signing_certificates(cx, user).await?;
    service_credentials(cx, user).await
}

async fn access_keys(cx: &Cx, user: &str) -> Result<(), Error> {
    let pages = iam(cx).list_access_keys().user_name(user).into_paginator().items().send();
    for key in pages.try_collect().await? {
        let call = iam(cx).delete_access_key().user_name(user).set_access_key_id(key.access_key_id);
        ignore_gone(call.send().await)?;
    }
    Ok(())
}

/// Keys of CodeCommit.
async fn ssh_keys(cx: &Cx, user: &str) -> Result<(), Error> {
    let pages = iam(cx).list_ssh_public_keys().user_name(user).into_paginator().items().send();
    for key in pages.try_collect().await? {
        let call = iam(cx).delete_ssh_public_key().user_name(user).ssh_public_key_id(key.ssh_public_key_id);
        ignore_gone(call.send().await)?;
    }
    Ok(())
}

/// Devices are taken from the user; one that is an app is deleted, since nobody else can have it. Its serial number is an ARN.
async fn mfa_devices(cx: &Cx, user: &str) -> Result<(), Error> {
    let pages = iam(cx).list_mfa_devices().user_name(user).into_paginator().items().send();
    for device in pages.try_collect().await? {
        let serial = device.serial_number;
        let call = iam(cx).deactivate_mfa_device().user_name(user).serial_number(&serial);
        ignore_gone(call.send().await)?;
        if serial.starts_with("arn:") && serial.contains(":mfa/") {
            ignore_gone(iam(cx).delete_virtual_mfa_device().serial_number(serial).send().await)?;
        }
    }
    Ok(())
}

/// The password. One that is being made cannot be deleted yet.
async fn login_profile(cx: &Cx, user: &str) -> Result<(), Error> {
    let call = iam(cx).delete_login_profile().user_name(user);
    let again = |e: &Error| e.is(&["EntityTemporarilyUnmodifiable"]);
    ignore_gone(cx.retry(PROPAGATION, again, || call.clone().send()).await)
}

async fn signing_certificates(cx: &Cx, user: &str) -> Result<(), Error> {
    let pages = iam(cx).list_signing_certificates().user_name(user).into_paginator().items().send();
    for certificate in pages.try_collect().await? {
        let call = iam(cx).delete_signing_certificate().user_name(user);
        ignore_gone(call.certificate_id(certificate.certificate_id).send().await)?;
    }
    Ok(())
}

/// Passwords and keys of CodeCommit, Keyspaces and Bedrock.
async fn service_credentials(cx: &Cx, user: &str) -> Result<(), Error> {
    let told = iam(cx).list_service_specific_credentials().user_name(user).send().await?;
    for credential in told.service_specific_credentials.into_iter().flatten() {
        let call = iam(cx).delete_service_specific_credential().user_name(user);
        let id = credential.service_specific_credential_id;
        ignore_gone(call.service_specific_credential_id(id).send().await)?;
    }
    Ok(())
}
