resource "aws_resourcegroups_group" "subject" {
  name        = "belongs"
  description = "what belongs to the shop"

  resource_query {
    query = jsonencode({
      ResourceTypeFilters = ["AWS::AllSupported"]
      TagFilters          = [{ Key = "Stage", Values = ["test"] }]
    })
  }

  tags = {
    Name = "belongs"
  }
}

output "import_id" {
  value = aws_resourcegroups_group.subject.id
}
