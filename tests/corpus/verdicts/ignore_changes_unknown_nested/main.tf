resource "aws_security_group" "b" {
  lifecycle {
    ignore_changes = [ingress[0].form_port, tags.Name]
  }
}
