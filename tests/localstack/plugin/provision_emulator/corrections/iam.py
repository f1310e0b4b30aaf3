"""IAM: settings that a request leaves out stay as they are."""

from moto.iam.models import IAMBackend


def update_role(self, role_name, role_description, max_session_duration):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html: both settings are optional."""
    role = self.get_role(role_name)
    if role_description is not None:
        role.description = role_description
    if max_session_duration is not None:
        role.max_session_duration = max_session_duration
    return role


def apply():
    IAMBackend.update_role = update_role
