# `lifecycle` on fresh resources: it must not disturb a create.

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
  lifecycle {
    create_before_destroy = true
    ignore_changes        = [tags]
  }
  tags = { Name = "x" }
}

resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.0.0/24"
  lifecycle {
    ignore_changes = all
  }
}

resource "terraform_data" "t" {
  input = aws_subnet.s.id
  lifecycle {
    replace_triggered_by = [aws_vpc.v.tags, aws_subnet.s]
    prevent_destroy      = true
  }
}
