variable "name" { type = string }
variable "trusted" { type = set(string) }
variable "managed" {
  type    = map(string)
  default = {}
}
variable "inline" {
  type    = map(list(object({ actions = list(string), resources = list(string) })))
  default = {}
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = var.trusted
    }
  }
}

resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = { Managed = length(var.managed) }
}

data "aws_iam_policy_document" "inline" {
  for_each = var.inline
  dynamic "statement" {
    for_each = each.value
    content {
      actions   = statement.value.actions
      resources = statement.value.resources
    }
  }
}

resource "aws_iam_role_policy" "inline" {
  for_each = data.aws_iam_policy_document.inline
  name     = each.key
  role     = aws_iam_role.this.id
  policy   = each.value.json
}

resource "aws_iam_role_policy_attachment" "managed" {
  for_each   = var.managed
  role       = aws_iam_role.this.name
  policy_arn = each.value
}

output "name" { value = aws_iam_role.this.name }
output "arn" { value = aws_iam_role.this.arn }
