#!/usr/bin/env python3
"""Writes src/shapes.txt: what the blocks of QuickSight's types hold, and what each part is called in QuickSight's JSON.

    tests/localstack/run python crates/aws-quicksight/shapes.py SCHEMA.json

SCHEMA.json is the output of `terraform providers schema -json`; it tells names, nesting, limits and flags. AWS's service model, which
comes with botocore, tells the names and types in JSON, and the words that an argument may be. The two match by name, but for those
in RENAMED. What neither of them tells (defaults, and blocks that AWS fills in) stands in DEFAULTS and COMPUTED.

src/shapes.rs explains the form of the file.
"""
import json
import pathlib
import sys

from botocore.loaders import Loader

HERE = pathlib.Path(__file__).parent
MODEL = Loader().load_service_model("quicksight", "service-2")["shapes"]

# (resource type, block) -> shape, and the attribute that is the key where AWS has a map of them.
ROOTS = {
    ("data_source", "credentials"): "DataSourceCredentials",
    ("data_source", "parameters"): "DataSourceParameters",
    ("data_source", "ssl_properties"): "SslProperties",
    ("data_source", "vpc_connection_properties"): "VpcConnectionProperties",
    ("data_set", "column_groups"): "ColumnGroup",
    ("data_set", "column_level_permission_rules"): "ColumnLevelPermissionRule",
    ("data_set", "data_set_usage_configuration"): "DataSetUsageConfiguration",
    ("data_set", "field_folders"): "FieldFolder",
    ("data_set", "logical_table_map"): "LogicalTable",
    ("data_set", "physical_table_map"): "PhysicalTable",
    ("data_set", "refresh_properties"): "DataSetRefreshProperties",
    ("data_set", "row_level_permission_data_set"): "RowLevelPermissionDataSet",
    ("data_set", "row_level_permission_tag_configuration"): "RowLevelPermissionTagConfiguration",
    ("analysis", "definition"): "AnalysisDefinition",
    ("analysis", "parameters"): "Parameters",
    ("analysis", "source_entity"): "AnalysisSourceEntity",
    ("dashboard", "dashboard_publish_options"): "DashboardPublishOptions",
    ("dashboard", "source_entity"): "DashboardSourceEntity",
    ("template", "definition"): "TemplateVersionDefinition",
    ("template", "source_entity"): "TemplateSourceEntity",
}

# The attribute of a block that AWS has as the key of a map.
KEYS = {"FieldFolder": "field_folders_id", "LogicalTable": "logical_table_map_id", "PhysicalTable": "physical_table_map_id"}

RENAMED = {
    ("AnalysisDefinition", "data_set_identifiers_declarations"): "DataSetIdentifierDeclarations",
    ("DateTimeParameterDeclaration", "values_when_unset"): "ValueWhenUnset",
    ("DecimalParameterDeclaration", "values_when_unset"): "ValueWhenUnset",
    ("FilterOperationSelectedFieldsConfiguration", "selected_field_option"): "SelectedFieldOptions",
    ("GaugeChartConfiguration", "tooltip"): "TooltipOptions",
    ("InsightConfiguration", "computation"): "Computations",
    ("IntegerParameterDeclaration", "values_when_unset"): "ValueWhenUnset",
    ("LineSeriesAxisDisplayOptions", "missing_data_configuration"): "MissingDataConfigurations",
    ("NumberFormatConfiguration", "numeric_format_configuration"): "FormatConfiguration",
    ("SameSheetTargetVisualConfiguration", "target_visual_option"): "TargetVisualOptions",
    ("StringParameterDeclaration", "values_when_unset"): "ValueWhenUnset",
    ("TemplateVersionDefinition", "data_set_configuration"): "DataSetConfigurations",
    ("TemplateVersionDefinition", "parameters_declarations"): "ParameterDeclarations",
    ("TooltipOptions", "field_base_tooltip"): "FieldBasedTooltip",
    ("TopBottomFilter", "aggregation_sort_configuration"): "AggregationSortConfigurations",
}

ENABLED = "AdHocFilteringOption DataPointDrillUpDownOption DataPointMenuLabelOption DataPointTooltipOption ExportToCSVOption " \
    "SheetLayoutElementMaximizationOption VisualAxisSortOption VisualMenuOption"
DEFAULTS = {(shape, "availability_status"): "ENABLED" for shape in ENABLED.split()} | {
    ("ExportWithHiddenFieldsOption", "availability_status"): "DISABLED",
    ("SheetControlsOption", "visibility_state"): "COLLAPSED",
}

# Blocks that AWS fills in where none is configured; "*" is all blocks of a shape. A plan shows them as known after apply.
COMPUTED = {
    ("ColumnTag", "*"),
    ("JoinInstruction", "*"),
    ("LayoutConfiguration", "grid_layout"),
    ("LogicalTable", "data_transforms"),
    ("LogicalTableSource", "*"),
    ("PhysicalTable", "s3_source"),
    ("SheetControlLayoutConfiguration", "grid_layout"),
    ("SheetDefinition", "layouts"),
    ("TransformOperation", "*"),
}
COMPUTED_SHAPES = {"VisualSubtitleLabelOptions", "VisualTitleLabelOptions"}

SCALARS = {
    ("string", "string"): "string", ("bool", "boolean"): "bool", ("number", "integer"): "int", ("number", "long"): "int",
    ("number", "double"): "float", ("string", "timestamp"): "time", ("string", "integer"): "digits",
}


def plain(name):
    return name.replace("_", "").lower()


def pascal(name):
    return "".join(part.capitalize() for part in name.split("_"))


class Table:
    def __init__(self):
        self.shapes, self.words, self.lines = {}, {}, []

    def member(self, shape, name):
        members = MODEL[shape]["members"]
        same = {plain(member): member for member in members}
        found = RENAMED.get((shape, name)) or same.get(plain(name)) or same.get(plain(name) + "parameters")
        if found not in members:
            sys.exit(f"{shape} has nothing like {name}: {sorted(members)}")
        return found, MODEL[members[found]["shape"]], members[found]["shape"]

    def attribute(self, shape, name, schema):
        flags = [flag for flag in ("required", "optional", "computed", "sensitive") if schema.get(flag)]
        kind = schema["type"]
        if name == KEYS.get(shape):
            return f"  {name} key {' '.join(flags)}"
        member, type_, type_name = self.member(shape, name)
        if isinstance(kind, list):
            element = MODEL[type_["member"]["shape"]]
            scalar = kind[0] + "(" + SCALARS[kind[1], element["type"]] + ")"
        else:
            element, scalar = type_, SCALARS[kind, type_["type"]]
        if "enum" in element:
            words = type_["member"]["shape"] if isinstance(kind, list) else type_name
            self.words[words] = element["enum"]
            flags.append(f"in={words}")
        if (shape, name) in DEFAULTS:
            flags.append(f"default={DEFAULTS[shape, name]}")
        if member != pascal(name):
            flags.append(f"as={member}")
        return f"  {name} {scalar} {' '.join(flags)}"

    def nested(self, shape, name, schema):
        member, type_, type_name = self.member(shape, name)
        many = type_["type"] == "list"
        inner = self.shape(type_["member"]["shape"] if many else type_name, schema["block"])
        flags = [f"{schema.get('min_items', 0)}..{schema.get('max_items', 0)}"]
        if {(shape, name), (shape, "*")} & COMPUTED or type_name in COMPUTED_SHAPES:
            flags.append("computed")
        if member != pascal(name):
            flags.append(f"as={member}")
        return f"  {name} {schema['nesting_mode']} {'many' if many else 'one'} {inner} {' '.join(flags)}"

    def shape(self, name, block):
        """Adds what a block holds, once; gives the name under which it stands."""
        attributes = [self.attribute(name, n, a) for n, a in sorted(block.get("attributes", {}).items())]
        nested = [self.nested(name, n, b) for n, b in sorted(block.get("block_types", {}).items())]
        content = (name, *attributes, *nested)
        if content not in self.shapes:
            same = sum(known[0] == name for known in self.shapes)
            self.shapes[content] = f"{name}{same + 1 if same else ''}"
            self.lines += [self.shapes[content], *content[1:]]
        return self.shapes[content]


def main():
    provider = json.load(open(sys.argv[1]))["provider_schemas"]["registry.terraform.io/hashicorp/aws"]
    table = Table()
    for (type_, block), shape in ROOTS.items():
        schema = provider["resource_schemas"][f"aws_quicksight_{type_}"]["block"]["block_types"][block]["block"]
        if table.shape(shape, schema) != shape:
            sys.exit(f"{type_}.{block} is not the first {shape}")
    words = [f"= {name} {' '.join(words)}" for name, words in sorted(table.words.items())]
    note = ["# Written by shapes.py; src/shapes.rs explains it."]
    (HERE / "src/shapes.txt").write_text("\n".join(note + words + table.lines) + "\n")
    print(f"{len(table.shapes)} shapes, {len(words)} lists of words")


if __name__ == "__main__":
    main()
