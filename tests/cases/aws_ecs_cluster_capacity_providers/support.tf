resource "aws_ecs_cluster" "main" {
  name = "capacity-1"
}

resource "aws_ecs_cluster" "other" {
  name = "capacity-2"
}
