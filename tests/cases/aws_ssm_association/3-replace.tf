resource "aws_ssm_association" "subject" {
  name = aws_ssm_document.bye.name

  targets {
    key    = "InstanceIds"
    values = ["*"]
  }
}

output "import_id" {
  value = aws_ssm_association.subject.association_id
}
