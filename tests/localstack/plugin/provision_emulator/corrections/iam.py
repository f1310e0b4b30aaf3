"""IAM: settings that a request leaves out stay as they are; what is in use is not deleted; a renamed user keeps its tags; client ids
of OpenID Connect providers come and go one by one."""

import functools

from localstack.services.iam.provider import IamProvider
from moto.iam.exceptions import DeleteConflictException
from moto.iam.models import IAMBackend, ManagedPolicy, iam_backends


def before(owner, name, check):
    """Lets `check(self, ...)` refuse a call of an operation."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def wrapped(self, *args, **kwargs):
        check(self, *args, **kwargs)
        return original(self, *args, **kwargs)

    setattr(owner, name, wrapped)


def update_role(self, role_name, role_description, max_session_duration):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html: both settings are optional."""
    role = self.get_role(role_name)
    if role_description is not None:
        role.description = role_description
    if max_session_duration is not None:
        role.max_session_duration = max_session_duration
    return role


def user_in_use(backend, user_name):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html: all that belongs to it must be deleted first."""
    user = backend.get_user(user_name)
    if backend.get_groups_for_user(user_name):
        raise DeleteConflictException("Cannot delete entity, must remove users from group first.")
    if user.access_keys:
        raise DeleteConflictException("Cannot delete entity, must delete access keys first.")
    if user.password:
        raise DeleteConflictException("Cannot delete entity, must delete login profile first.")
    if user.mfa_devices:
        raise DeleteConflictException("Cannot delete entity, must delete MFA device first.")
    if user.ssh_public_keys or user.signing_certificates:
        raise DeleteConflictException("Cannot delete entity, must remove referenced objects first.")


def group_in_use(backend, group_name):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html: no users, no policies."""
    group = backend.get_group(group_name)
    if group.users:
        raise DeleteConflictException("Cannot delete entity, must remove users from group first.")
    if group.managed_policies:
        raise DeleteConflictException("Cannot delete entity, must detach all policies first.")
    if group.policies:
        raise DeleteConflictException("Cannot delete entity, must delete policies first.")


def policy_in_use(provider, context, policy_arn, **_):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html: nothing attached, one version left."""
    backend = iam_backends[context.account_id][context.partition]
    policy = backend.managed_policies.get(policy_arn)
    if policy and policy.attachment_count > 0:
        raise DeleteConflictException("Cannot delete a policy attached to entities.")
    if policy and len(policy.versions) > 1:
        raise DeleteConflictException(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default"
            " version is deleted with the policy.")


def provider_of(context, arn):
    return iam_backends[context.account_id][context.partition].get_open_id_connect_provider(arn)


def add_client_id(self, context, open_id_connect_provider_arn, client_id, **_):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html: one that is there already stays."""
    known = provider_of(context, open_id_connect_provider_arn).client_id_list
    if client_id not in known:
        known.append(client_id)


def remove_client_id(self, context, open_id_connect_provider_arn, client_id, **_):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html: idempotent."""
    known = provider_of(context, open_id_connect_provider_arn).client_id_list
    if client_id in known:
        known.remove(client_id)


def tags_along(original):
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_rename.html: what belongs to a user stays with it."""

    @functools.wraps(original)
    def update_user(self, user_name, *args, **kwargs):
        user = self.users.get(user_name)
        tags = self.tagger.list_tags_for_resource(user.arn)["Tags"] if user else []
        old = user.arn if user else None
        answer = original(self, user_name, *args, **kwargs)
        if user and user.arn != old:
            self.tagger.delete_all_tags_for_resource(old)
            self.tagger.tag_resource(user.arn, tags)
        return answer

    return update_user


class User:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_UserDetail.html: the boundary is an ARN and a type."""

    def __init__(self, user):
        self._user = user

    def __getattr__(self, name):
        return getattr(self._user, name)

    @property
    def permissions_boundary(self):
        arn = getattr(self._user, "permissions_boundary", None)
        return {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn} if arn else None


def bounded_users(original):
    @functools.wraps(original)
    def get_account_authorization_details(self, policy_filter):
        told = original(self, policy_filter)
        return told | {"users": [User(user) for user in told["users"]]}

    return get_account_authorization_details


def apply():
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_ManagedPolicyDetail.html: listings of the account tell names and ids too.
    ManagedPolicy.policy_name = property(lambda policy: policy.name)
    ManagedPolicy.policy_id = property(lambda policy: policy.id)
    IAMBackend.update_role = update_role
    IAMBackend.update_user = tags_along(IAMBackend.update_user)
    IAMBackend.get_account_authorization_details = bounded_users(IAMBackend.get_account_authorization_details)
    before(IAMBackend, "delete_user", user_in_use)
    before(IAMBackend, "delete_group", group_in_use)
    before(IamProvider, "delete_policy", policy_in_use)
    IamProvider.add_client_id_to_open_id_connect_provider = add_client_id
    IamProvider.remove_client_id_from_open_id_connect_provider = remove_client_id
