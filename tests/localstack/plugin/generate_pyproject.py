"""Writes pyproject.toml; run in the venv that holds localstack-core + moto-ext."""
from botocore.session import get_session
import moto.backends as mb
from importlib.metadata import entry_points
native = {e.name.split(":")[0] for e in entry_points(group="localstack.aws.provider") if e.name.endswith(":default") and "provision_emulator" not in e.value}
out = []
for b in get_session().get_available_services():
    try:
        mb.get_backend(b)
    except (ImportError, AttributeError):
        continue
    a = b.replace("-", "_")
    out.append(f'"{b}:moto" = "provision_emulator.plugins:{a}__moto"')
    if b not in native:
        out.append(f'"{b}:default" = "provision_emulator.plugins:{a}__default"')
for b in ("accessanalyzer", "codestar-connections", "codeconnections", "codestar-notifications", "chatbot"):
    out.append(f'"{b}:default" = "provision_emulator.plugins:{b.replace("-", "_")}__default"')
open("pyproject.toml", "w").write('''[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "provision-emulator"
version = "0.1.0"
requires-python = ">=3.10"

[tool.setuptools]
packages = ["provision_emulator", "provision_emulator.corrections"]

[project.entry-points."localstack.hooks.on_infra_start"]
install = "provision_emulator.hooks:install"

[project.entry-points."localstack.hooks.on_runtime_create"]
bind_loopback = "provision_emulator.hooks:bind_loopback"

[project.entry-points."localstack.aws.provider"]
''' + "\n".join(out) + "\n")
print(len(out))
