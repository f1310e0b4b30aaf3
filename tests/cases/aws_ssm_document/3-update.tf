resource "aws_ssm_document" "subject" {
  name          = "greeting"
  document_type = "Command"

  content = jsonencode({
    schemaVersion = "2.2"
    description   = "Says goodbye"
    parameters = {
      whom = {
        type    = "String"
        default = "world"
      }
    }
    mainSteps = [{
      action = "aws:runShellScript"
      name   = "goodbye"
      inputs = { runCommand = ["echo goodbye {{ whom }}"] }
    }]
  })

  permissions = {
    type        = "Share"
    account_ids = "111122223333,444455556666"
  }
}

output "import_id" {
  value = aws_ssm_document.subject.name
}
