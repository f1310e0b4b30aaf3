data "aws_regions_of_mine" "x" {}
