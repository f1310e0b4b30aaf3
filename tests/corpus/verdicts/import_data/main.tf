data "aws_region" "a" {}
import {
  to = data.aws_region.a
  id = "x"
}
