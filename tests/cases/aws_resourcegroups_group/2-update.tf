resource "aws_resourcegroups_group" "subject" {
  name = "belongs"

  resource_query {
    query = jsonencode({
      ResourceTypeFilters = ["AWS::EC2::VPC"]
      TagFilters          = [{ Key = "Stage", Values = ["test", "prod"] }]
    })
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_resourcegroups_group.subject.id
}
